package sarai.pool;

import java.util.List;
import sarai.engine.MemoryUse;
import sarai.engine.RunningModel;
import sarai.pool.MemoryBudget.Kind;
import sarai.units.Bytes;

/// How models leave memory. What one holds is given back only when its process was seen to be gone.
final class Departures {
  private final PoolState state;
  private final Effects effects;

  Departures(PoolState state, Effects effects) {
    this.state = state;
    this.effects = effects;
  }

  /// Lets a model leave, now or when its last lease ends.
  void unload(Slot slot, Reason reason) {
    switch (slot.residency) {
      case Residency.Ready ready when ready.leases() == 0 ->
          stop(slot, ready.generation(), ready.running(), reason);
      case Residency.Ready ready ->
          state.move(
              slot,
              new Residency.Draining(
                  ready.generation(), ready.launch(), ready.running(), ready.leases(), reason),
              reason);
      case Residency.Loading loading -> {
        state.budget.rebook(slot.id(), Kind.UNLOADING);
        state.move(slot, new Residency.Unloading(loading.generation(), reason), reason);
        effects.abort(slot.id(), loading.generation());
      }
      case Residency.Reserved _ -> state.move(slot, new Residency.Absent(), reason);
      case Residency.Absent _, Residency.Failed _, Residency.Draining _, Residency.Unloading _ -> {}
    }
  }

  private void stop(Slot slot, long generation, RunningModel running, Reason reason) {
    state.budget.rebook(slot.id(), Kind.UNLOADING);
    state.move(slot, new Residency.Unloading(generation, reason), reason);
    effects.stop(slot.id(), generation, running, slot.unread);
  }

  /// A lease of a DRAINING model ended.
  void released(Slot slot, Residency.Draining draining) {
    int left = draining.leases() - 1;
    slot.residency =
        new Residency.Draining(
            draining.generation(), draining.launch(), draining.running(), left, draining.reason());
    if (left == 0) {
      stop(slot, draining.generation(), draining.running(), draining.reason());
    }
  }

  /// A process is gone: as ordered, or by itself.
  void ended(PoolEvent.Ended event) {
    Slot slot = state.current(event.model(), event.generation());
    if (slot == null) {
      return;
    }
    switch (slot.residency) {
      case Residency.Unloading unloading -> gone(slot, unloading.reason());
      case Residency.Draining _ -> gone(slot, new Reason(Cause.CRASHED, event.how()));
      case Residency.Ready _ -> {
        slot.wanted |= slot.isPinned();
        gone(slot, new Reason(Cause.CRASHED, "its process ended: " + event.how()));
      }
      case Residency.Absent _, Residency.Failed _, Residency.Reserved _, Residency.Loading _ -> {}
    }
  }

  /// Gives back what a model held, and forgets it if it was removed meanwhile.
  void gone(Slot slot, Reason reason) {
    state.budget.release(slot.id());
    slot.measured = MemoryUse.NONE;
    slot.scheduledTtl = null;
    slot.forgetLaunches();
    state.move(slot, new Residency.Absent(), reason);
    if (slot.retired) {
      state.remove(slot);
    }
  }

  void expire(long now) {
    for (Slot slot : state.expired(now)) {
      double seconds = (now - slot.idleSinceNanos) / 1e9;
      unload(slot, Reason.of(Cause.EXPIRED, "unused for %.1f s", seconds));
    }
  }

  void probeFailed(PoolEvent.ProbeFailed event) {
    Slot slot = state.current(event.model(), event.generation());
    if (slot != null && slot.residency instanceof Residency.Ready ready && ready.leases() == 0) {
      slot.wanted |= slot.isPinned();
      unload(slot, new Reason(Cause.BROKEN, "it no longer works: " + event.why()));
    }
  }

  /// More is taken than may be: takes promises back, lets idle models go until the sum is right,
  /// busy ones as they end.
  void mendDeficit() {
    long missing = -state.projectedFree();
    if (missing <= 0) {
      return;
    }
    Reason reason =
        Reason.of(
            Cause.DEFICIT,
            "the budget of %s is exceeded by %s",
            state.budget.limit(),
            Bytes.of(missing));
    state.reserved().forEach(slot -> state.move(slot, new Residency.Absent(), reason));
    for (Victims.Candidate victim : List.copyOf(state.idle().values())) {
      if (state.projectedFree() < 0) {
        unload(victim.slot(), reason);
      }
    }
    for (Slot slot : List.copyOf(state.loading())) {
      if (state.projectedFree() < 0 && !slot.isPinned()) {
        unload(slot, reason);
      }
    }
    for (Slot slot : List.copyOf(state.ready())) {
      if (state.projectedFree() < 0 && !slot.isPinned()) {
        unload(slot, reason);
      }
    }
  }

  /// @param force whether what is in use ends as well
  void unloadAll(boolean force) {
    Reason reason = new Reason(Cause.CLOSING, "the program is stopping");
    for (Slot slot : List.copyOf(state.slots())) {
      slot.wanted = false;
      state.reindex(slot);
      unload(slot, reason);
      if (force && slot.residency instanceof Residency.Draining draining) {
        stop(slot, draining.generation(), draining.running(), draining.reason());
      }
    }
  }
}
