package sarai.pool;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.engine.EngineException;
import sarai.engine.Launch;
import sarai.engine.MemoryUse;
import sarai.pool.Admission.Decision;
import sarai.pool.MemoryBudget.Kind;
import sarai.units.Bytes;

/// How models come into memory: looked up, promised room, started, and what happens when that
/// fails.
final class Arrivals {
  private final PoolState state;
  private final Effects effects;
  private final PoolSettings settings;
  private final Admission admission;
  private final Requests requests;
  private final Departures departures;

  Arrivals(
      PoolState state,
      Effects effects,
      PoolSettings settings,
      Admission admission,
      Requests requests,
      Departures departures) {
    this.state = state;
    this.effects = effects;
    this.settings = settings;
    this.admission = admission;
    this.requests = requests;
    this.departures = departures;
  }

  /// Does what can be done now for all that is wanted. When somebody who waited past the bound must
  /// wait for loads to end, nothing new is promised memory before.
  void arrange(long now) {
    spawnReserved(now);
    for (Slot slot : inOrderOfNeed(now)) {
      if (!slot.preparing && !isCoolingDown(slot, now)) {
        boolean aged = hasAged(slot, now);
        Decision decision = admission.decide(slot, now, aged);
        apply(slot, decision);
        if (aged && decision instanceof Decision.Wait) {
          break;
        }
      }
    }
    spawnReserved(now);
  }

  /// Who waited past the bound first, oldest first; then by priority; else as they came.
  private List<Slot> inOrderOfNeed(long now) {
    List<Slot> needy = state.needy();
    if (needy.size() < 2) {
      return needy;
    }
    return needy.stream()
        .sorted(
            Comparator.comparing((Slot slot) -> !hasAged(slot, now))
                .thenComparingLong(slot -> hasAged(slot, now) ? waitedSince(slot) : 0)
                .thenComparingInt(slot -> -slot.model.residence().priority().rank()))
        .toList();
  }

  private static boolean isCoolingDown(Slot slot, long now) {
    return slot.residency instanceof Residency.Failed failed && failed.untilNanos() - now > 0;
  }

  private static long waitedSince(Slot slot) {
    return slot.waiters.getFirst().arrivedNanos;
  }

  private boolean hasAged(Slot slot, long now) {
    Waiter oldest = slot.waiters.peekFirst();
    return oldest != null && now - oldest.arrivedNanos >= settings.ageing().toNanos();
  }

  private void apply(Slot slot, Decision decision) {
    switch (decision) {
      case Decision.Prepare _ -> {
        slot.preparing = true;
        slot.evicted.clear();
        slot.generation++;
        effects.prepare(slot.model, slot.generation);
      }
      case Decision.Claim claim -> claim(slot, claim);
      case Decision.Wait _ -> {}
      case Decision.Refuse refuse -> {
        slot.wanted = false;
        slot.forgetLaunches();
        requests.refuseAll(slot, refuse.why());
        state.note(slot, new Reason(Cause.REFUSED, refuse.why().getMessage()));
      }
    }
  }

  private void claim(Slot slot, Decision.Claim claim) {
    Bytes need = claim.launch().footprint().peak();
    state.move(
        slot,
        new Residency.Reserved(claim.launch(), need),
        new Reason(Cause.PROMISED, claim.reason()));
    Reason reason =
        Reason.of(Cause.EVICTED, "makes room for '%s', which needs %s", slot.id(), need);
    claim.evict().forEach(victim -> evict(victim.slot(), slot, reason));
    claim.abort().forEach(load -> evict(load, slot, reason));
    claim.drain().forEach(busy -> evict(busy, slot, reason));
  }

  private void evict(Slot victim, Slot arriving, Reason reason) {
    arriving.evicted.add(victim.id());
    departures.unload(victim, reason);
  }

  /// Starts what memory was promised to, as soon as that memory is really there.
  private void spawnReserved(long now) {
    for (Slot slot : state.reserved()) {
      Residency.Reserved promise = (Residency.Reserved) slot.residency;
      if (state.budget.reserve(slot.id(), promise.need())) {
        slot.generation++;
        state.move(
            slot,
            new Residency.Loading(slot.generation, promise.launch(), now, null),
            new Reason(Cause.STARTED, "loads " + promise.launch().variant()));
        effects.start(slot.id(), slot.generation, promise.launch());
      }
    }
  }

  void prepared(PoolEvent.Prepared event) {
    Slot slot = state.current(event.model(), event.generation());
    if (slot != null && slot.preparing) {
      slot.preparing = false;
      slot.launches = event.launches();
    }
  }

  void progress(PoolEvent.Progress event) {
    Slot slot = state.current(event.model(), event.generation());
    if (slot != null && slot.residency instanceof Residency.Loading loading) {
      slot.residency =
          new Residency.Loading(
              loading.generation(), loading.launch(), loading.startedNanos(), event.fraction());
      if (event.resident().isMoreThan(state.held(slot))) {
        state.budget.rebook(slot.id(), Kind.RESERVED, event.resident());
      }
    }
  }

  void loaded(PoolEvent.Loaded event, long now) {
    Slot slot = state.current(event.model(), event.generation());
    if (slot == null || !(slot.residency instanceof Residency.Loading loading)) {
      // Given up in the instant in which it became ready: its memory is still booked.
      effects.stop(event.model(), event.generation(), event.running(), /* unread= */ true);
      return;
    }
    double seconds = (now - loading.startedNanos()) / 1e9;
    slot.loadSeconds = slot.loadSeconds == null ? seconds : (slot.loadSeconds + seconds) / 2;
    slot.failures = 0;
    slot.variantsFailed = 0;
    slot.wanted = false;
    slot.idleSinceNanos = now;
    slot.lastProofNanos = now;
    state.budget.rebook(slot.id(), slot.residentKind());
    state.move(
        slot,
        new Residency.Ready(loading.generation(), loading.launch(), event.running(), 0, now),
        Reason.of(Cause.LOADED, "loaded %s in %.2f s", loading.launch().variant(), seconds));
    effects.measure(slot.id(), loading.generation(), event.running());
    slot.unread = false;
    List<String> evicted = List.copyOf(slot.evicted);
    slot.evicted.clear();
    slot.waiters.forEach(waiter -> waiter.evicted = evicted);
    requests.serve(slot);
  }

  /// Books what a resident model takes: what was measured, and at least what it will need once it
  /// is used. Until the first measurement its loading peak stays booked.
  void measured(PoolEvent.Measured event) {
    Slot slot = state.current(event.model(), event.generation());
    if (slot == null) {
      return;
    }
    switch (slot.residency) {
      case Residency.Ready ready -> book(slot, event.use(), ready.launch().footprint().steady());
      case Residency.Draining leaving ->
          book(slot, event.use(), leaving.launch().footprint().steady());
      case Residency.Absent _,
          Residency.Failed _,
          Residency.Reserved _,
          Residency.Loading _,
          Residency.Unloading _ -> {}
    }
  }

  private void book(Slot slot, MemoryUse use, Bytes atLeast) {
    slot.measured = use;
    state.budget.rebook(slot.id(), slot.residentKind(), use.charged().max(atLeast));
    state.reindex(slot);
  }

  void failed(PoolEvent.LoadFailed event, long now) {
    Slot slot = state.current(event.model(), event.generation());
    if (slot == null) {
      return;
    }
    slot.preparing = false;
    @Nullable EngineException error = event.error();
    boolean spawned = slot.residency instanceof Residency.Loading;
    if (slot.residency instanceof Residency.Unloading given) {
      departures.gone(slot, given.reason());
    } else if (error == null) {
      departures.gone(slot, new Reason(Cause.UNWANTED, "load given up"));
    } else {
      if (spawned) {
        state.budget.release(slot.id());
      }
      if (slot.residency instanceof Residency.Loading loading
          && hasVariantAfter(slot, loading.launch())) {
        slot.generation++;
        state.move(
            slot,
            new Residency.Absent(),
            new Reason(Cause.FAILED, "tries the next variant: " + error.getMessage()));
      } else {
        coolDown(slot, error, now);
      }
    }
  }

  /// Whether there is a smaller variant than the one that failed; passes over those up to it.
  private static boolean hasVariantAfter(Slot slot, Launch failed) {
    if (slot.launches == null) {
      return false;
    }
    slot.variantsFailed = slot.launches.indexOf(failed) + 1;
    return slot.variantsFailed < slot.launches.size();
  }

  /// A missing file is looked for anew at each request; anything else is not tried for a while.
  private void coolDown(Slot slot, EngineException error, long now) {
    slot.forgetLaunches();
    slot.variantsFailed = 0;
    Duration pause = Duration.ZERO;
    if (error instanceof EngineException.NotInstalled) {
      slot.wanted = false;
    } else {
      pause = settings.firstCoolDown().multipliedBy(1L << Math.min(slot.failures, 20));
      pause = pause.compareTo(settings.maxCoolDown()) < 0 ? pause : settings.maxCoolDown();
      slot.failures++;
    }
    state.move(
        slot,
        new Residency.Failed(now + pause.toNanos(), error),
        new Reason(Cause.FAILED, error.getMessage()));
    requests.refuseAll(slot, new PoolException.LoadFailed(error.getMessage(), error, pause));
  }
}
