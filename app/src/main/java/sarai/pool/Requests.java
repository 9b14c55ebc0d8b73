package sarai.pool;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Those who want a model: the queues, the leases, and every answer to a waiter.
final class Requests {
  private final PoolState state;
  private final Effects effects;
  private final PoolSettings settings;

  Requests(PoolState state, Effects effects, PoolSettings settings) {
    this.state = state;
    this.effects = effects;
    this.settings = settings;
  }

  /// Grants at once what is there, refuses what cannot be, queues the rest.
  void acquire(Waiter waiter, long now) {
    Slot slot = state.slot(waiter.model);
    if (slot == null || slot.retired) {
      effects.refuse(waiter, new PoolException.UnknownModel(waiter.model));
      return;
    }
    slot.used(now, settings.reuseHalfLife());
    state.reindex(slot);
    if (hasRoom(slot) && slot.waiters.isEmpty()) {
      grant(slot, waiter);
      return;
    }
    PoolException refusal = refusal(slot, waiter, now);
    if (refusal == null) {
      state.enqueue(slot, waiter);
    } else {
      effects.refuse(waiter, refusal);
    }
  }

  private static boolean hasRoom(Slot slot) {
    return slot.residency instanceof Residency.Ready ready && ready.leases() < slot.slots();
  }

  private @Nullable PoolException refusal(Slot slot, Waiter waiter, long now) {
    if (slot.residency instanceof Residency.Failed failed && failed.untilNanos() - now > 0) {
      return new PoolException.LoadFailed(
          failed.error().getMessage(), failed.error(), Duration.ofNanos(failed.untilNanos() - now));
    }
    if (state.waiting() >= settings.maxQueue()) {
      return new PoolException.Busy(
          "%d requests wait already, the most allowed".formatted(state.waiting()),
          retryAfter(slot));
    }
    Double eta = slot.etaSeconds(now);
    if (eta != null && eta * 1e9 > waiter.deadlineNanos - now) {
      return new PoolException.Busy(
          "loading '%s' takes %.1f s and the caller waits only %.1f s"
              .formatted(slot.id(), eta, (waiter.deadlineNanos - now) / 1e9),
          retryAfter(slot));
    }
    return null;
  }

  /// From measured load times: one load for each model that is waited for.
  private Duration retryAfter(Slot slot) {
    double seconds = slot.reloadSeconds(0) * (1 + state.needy().size());
    return Duration.ofSeconds((long) Math.ceil(Math.max(1, seconds)));
  }

  /// Hands out leases to those who wait for a model that has room.
  void serve(Slot slot) {
    while (hasRoom(slot) && !slot.waiters.isEmpty()) {
      Waiter next = slot.waiters.getFirst();
      state.dequeue(slot, next);
      grant(slot, next);
    }
  }

  private void grant(Slot slot, Waiter waiter) {
    Residency.Ready ready = (Residency.Ready) slot.residency;
    if (effects.grant(waiter, ready.generation(), ready.running())) {
      slot.residency = ready.withLeases(ready.leases() + 1);
      slot.unread = true;
      state.reindex(slot);
    }
  }

  /// A lease of a READY model ended.
  void released(Slot slot, Residency.Ready ready, long now) {
    slot.residency = ready.withLeases(ready.leases() - 1);
    slot.idleSinceNanos = now;
    slot.lastProofNanos = now;
    state.reindex(slot);
    serve(slot);
  }

  void cancel(Waiter waiter) {
    Slot slot = state.slot(waiter.model);
    if (slot != null && state.dequeue(slot, waiter)) {
      forgetUnwantedClaim(slot);
    }
  }

  /// A promise that nobody waits for any more is taken back.
  private void forgetUnwantedClaim(Slot slot) {
    if (slot.residency instanceof Residency.Reserved && !slot.isWanted()) {
      slot.evicted.clear();
      state.move(
          slot, new Residency.Absent(), new Reason(Cause.UNWANTED, "nobody waits for it any more"));
    }
  }

  void refuseAll(Slot slot, PoolException why) {
    while (!slot.waiters.isEmpty()) {
      Waiter waiter = slot.waiters.getFirst();
      state.dequeue(slot, waiter);
      effects.refuse(waiter, why);
    }
  }

  /// Answers those whose time ran out and tells the others where they stand.
  void look(long now) {
    if (state.waiting() == 0) {
      return;
    }
    for (Slot slot : List.copyOf(state.slots())) {
      if (!slot.waiters.isEmpty()) {
        refuseLate(slot, now);
        tell(slot, now);
      }
    }
  }

  private void refuseLate(Slot slot, long now) {
    for (Waiter waiter : List.copyOf(slot.waiters)) {
      if (waiter.deadlineNanos - now <= 0) {
        state.dequeue(slot, waiter);
        forgetUnwantedClaim(slot);
        effects.refuse(waiter, new PoolException.TimedOut(timeoutMessage(slot, waiter, now)));
      }
    }
  }

  private String timeoutMessage(Slot slot, Waiter waiter, long now) {
    return "waited %.1f s for '%s', which is %s; budget %s, charged %s, %d requests wait"
        .formatted(
            (now - waiter.arrivedNanos) / 1e9,
            slot.id(),
            slot.residency.state().name().toLowerCase(Locale.ROOT),
            state.budget.limit(),
            state.budget.charged(),
            state.waiting());
  }

  private static void tell(Slot slot, long now) {
    Double fraction = null;
    Double eta = slot.residency instanceof Residency.Ready ? null : slot.etaSeconds(now);
    boolean isLoading = false;
    if (slot.residency instanceof Residency.Loading loading) {
      isLoading = true;
      fraction = loading.fraction();
    }
    int position = 0;
    for (Waiter waiter : slot.waiters) {
      position++;
      waiter.status(new Waiter.Status(isLoading, position, fraction, eta));
    }
  }
}
