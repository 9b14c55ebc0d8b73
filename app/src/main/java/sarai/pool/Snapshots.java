package sarai.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import sarai.engine.Launch;
import sarai.engine.RunningModel;
import sarai.pool.Admission.Decision;
import sarai.pool.MemoryBudget.Kind;
import sarai.units.Bytes;

/// Reads the scheduler's state into what people and clients see. Runs on the owner's thread.
final class Snapshots {
  private Snapshots() {}

  static PoolSnapshot of(PoolState state, long now) {
    List<PoolSnapshot.Model> models =
        state.slots().stream().map(s -> model(state, s, now)).toList();
    Bytes measured =
        models.stream().map(PoolSnapshot.Model::measured).reduce(Bytes.ZERO, Bytes::plus);
    MemoryBudget budget = state.budget;
    return new PoolSnapshot(
        budget.limit(),
        budget.charged(),
        budget.free(),
        measured,
        budget.sum(Kind.JVM),
        budget.sum(Kind.MARGIN),
        models,
        queue(state, now));
  }

  private static PoolSnapshot.Model model(PoolState state, Slot slot, long now) {
    int leases =
        switch (slot.residency) {
          case Residency.Ready ready -> ready.leases();
          case Residency.Draining draining -> draining.leases();
          default -> 0;
        };
    boolean idle = slot.residency instanceof Residency.Ready && leases == 0;
    Double idleSeconds = idle ? (now - slot.idleSinceNanos) / 1e9 : null;
    Double leaves =
        idle && slot.ttl() != null
            ? Math.max(0, slot.ttl().toNanos() / 1e9 - (now - slot.idleSinceNanos) / 1e9)
            : null;
    return new PoolSnapshot.Model(
        slot.id(),
        slot.model.name(),
        slot.model.role(),
        slot.residency.state(),
        variant(slot.residency),
        pid(slot.residency),
        state.held(slot),
        slot.measured.charged(),
        leases,
        slot.isPinned(),
        idleSeconds,
        leaves,
        slot.loadSeconds,
        slot.lastChange);
  }

  private static @Nullable String variant(Residency residency) {
    return switch (residency) {
      case Residency.Reserved reserved -> reserved.launch().variant();
      case Residency.Loading loading -> loading.launch().variant();
      case Residency.Ready ready -> ready.launch().variant();
      case Residency.Draining draining -> draining.launch().variant();
      case Residency.Absent _, Residency.Failed _, Residency.Unloading _ -> null;
    };
  }

  private static @Nullable Long pid(Residency residency) {
    RunningModel running =
        switch (residency) {
          case Residency.Ready ready -> ready.running();
          case Residency.Draining draining -> draining.running();
          default -> null;
        };
    OptionalLong pid = running == null ? OptionalLong.empty() : running.pid();
    return pid.isPresent() ? pid.getAsLong() : null;
  }

  private static List<PoolSnapshot.Waiting> queue(PoolState state, long now) {
    List<Waiter> waiters = new ArrayList<>();
    state.slots().forEach(slot -> waiters.addAll(slot.waiters));
    waiters.sort(Comparator.comparingLong(waiter -> waiter.arrivedNanos));
    List<PoolSnapshot.Waiting> queue = new ArrayList<>();
    for (Waiter waiter : waiters) {
      queue.add(
          new PoolSnapshot.Waiting(
              waiter.model, (now - waiter.arrivedNanos) / 1e9, queue.size() + 1));
    }
    return queue;
  }

  /// What would happen if `slot` were asked for, given how it could be started.
  static Plan plan(Scheduler scheduler, Slot slot, List<Launch> launches, long now) {
    PoolState state = scheduler.state();
    Bytes free = Bytes.of(Math.max(0, state.projectedFree()));
    return switch (slot.residency) {
      case Residency.Ready ready -> nothingToDo(slot, ready.launch(), free, 0.0, "it is loaded");
      case Residency.Loading loading ->
          nothingToDo(slot, loading.launch(), free, slot.etaSeconds(now), "it is being loaded");
      case Residency.Reserved reserved ->
          nothingToDo(
              slot, reserved.launch(), free, slot.etaSeconds(now), "its memory is promised");
      case Residency.Failed failed when failed.untilNanos() - now > 0 ->
          impossible(slot, launches, free, coolingDown(failed, now));
      case Residency.Failed _, Residency.Absent _, Residency.Draining _, Residency.Unloading _ ->
          dryRun(scheduler, slot, launches, now);
    };
  }

  private static Plan nothingToDo(
      Slot slot, Launch launch, Bytes free, @Nullable Double etaSeconds, String reason) {
    return new Plan(
        slot.id(), true, launch.variant(), List.of(), Bytes.ZERO, free, etaSeconds, reason);
  }

  private static String coolingDown(Residency.Failed failed, long now) {
    return "it failed and is tried again in %.1f s: %s"
        .formatted((failed.untilNanos() - now) / 1e9, failed.error().getMessage());
  }

  private static Plan dryRun(Scheduler scheduler, Slot slot, List<Launch> launches, long now) {
    PoolState state = scheduler.state();
    Bytes free = Bytes.of(Math.max(0, state.projectedFree()));
    return switch (scheduler.dryRun(slot, launches, now)) {
      case Decision.Claim claim -> planned(state, slot, claim, free);
      case Decision.Wait wait ->
          new Plan(
              slot.id(),
              false,
              wait.launch().variant(),
              List.of(),
              wait.launch().footprint().peak(),
              free,
              null,
              wait.reason());
      case Decision.Refuse refuse -> impossible(slot, launches, free, refuse.why().getMessage());
      case Decision.Prepare _ -> throw new IllegalStateException("launches are given");
    };
  }

  private static Plan planned(PoolState state, Slot slot, Decision.Claim claim, Bytes free) {
    List<Plan.Eviction> evict = new ArrayList<>();
    claim.evict().forEach(v -> evict.add(new Plan.Eviction(v.slot().id(), Bytes.of(v.bytes()))));
    claim.abort().forEach(s -> evict.add(new Plan.Eviction(s.id(), state.held(s))));
    return new Plan(
        slot.id(),
        true,
        claim.launch().variant(),
        evict,
        claim.launch().footprint().peak(),
        free,
        slot.loadSeconds,
        claim.reason());
  }

  private static Plan impossible(Slot slot, List<Launch> launches, Bytes free, String reason) {
    Bytes need =
        launches.stream()
            .map(launch -> launch.footprint().peak())
            .min(Comparator.naturalOrder())
            .orElse(Bytes.ZERO);
    return new Plan(slot.id(), false, null, List.of(), need, free, null, reason);
  }
}
