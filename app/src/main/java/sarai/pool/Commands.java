package sarai.pool;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.pool.PoolEvent.Reply;

/// What people order of the pool, as against what requests need. Called by the scheduler only.
final class Commands {
  private static final Reason CHANGED = new Reason(Cause.RECONFIGURED, "its configuration changed");

  private final PoolState state;
  private final Requests requests;
  private final Departures departures;

  Commands(PoolState state, Requests requests, Departures departures) {
    this.state = state;
    this.requests = requests;
    this.departures = departures;
  }

  void load(String model, Reply reply) {
    Slot slot = known(model, reply);
    if (slot == null) {
      return;
    }
    if (!(slot.residency instanceof Residency.Ready)) {
      slot.wanted = true;
      state.reindex(slot);
    }
    reply.state().complete(slot.residency.state());
  }

  void preload() {
    for (Slot slot : state.slots()) {
      slot.wanted |= slot.model.residence().loadOnStartup();
      state.reindex(slot);
    }
  }

  void unload(String model, Reply reply) {
    Slot slot = known(model, reply);
    if (slot == null) {
      return;
    }
    if (slot.isPinned()) {
      reply.state().completeExceptionally(new PoolException.Permanent(model));
      return;
    }
    slot.wanted = false;
    state.reindex(slot);
    departures.unload(slot, new Reason(Cause.ORDERED, "unloaded by request"));
    reply.state().complete(slot.residency.state());
  }

  void pin(String model, boolean pinned, Reply reply, long now) {
    Slot slot = known(model, reply);
    if (slot == null) {
      return;
    }
    if (!pinned && slot.model.residence().permanent()) {
      reply.state().completeExceptionally(new PoolException.Permanent(model));
      return;
    }
    slot.pinned = pinned;
    slot.idleSinceNanos = now;
    recharge(slot);
    if (pinned) {
      load(model, reply);
    } else {
      reply.state().complete(slot.residency.state());
    }
  }

  void scheduleUnload(String model, @Nullable Duration ttl, Reply reply) {
    Slot slot = known(model, reply);
    if (slot == null) {
      return;
    }
    if (slot.isPinned()) {
      reply.state().completeExceptionally(new PoolException.Permanent(model));
      return;
    }
    slot.scheduledTtl = ttl;
    state.reindex(slot);
    reply.state().complete(slot.residency.state());
  }

  private @Nullable Slot known(String model, Reply reply) {
    Slot slot = state.slot(model);
    if (slot == null || slot.retired) {
      reply.state().completeExceptionally(new PoolException.UnknownModel(model));
      return null;
    }
    return slot;
  }

  /// Unchanged models keep running; changed ones leave and come back with their new settings;
  /// removed ones leave.
  void reconfigure(PoolEvent.Reconfigure changed) {
    state.budget.limit(changed.budget(), changed.margin());
    for (Slot slot : List.copyOf(state.slots())) {
      ModelConfig next = changed.models().get(slot.id());
      if (next == null) {
        retire(slot);
      } else if (slot.retired || !next.equals(slot.model)) {
        replace(slot, next);
      }
    }
    for (ModelConfig model : changed.models().values()) {
      if (state.slot(model.id()) == null) {
        add(model);
      }
    }
  }

  private void add(ModelConfig model) {
    Slot slot = new Slot(model);
    slot.wanted = model.residence().loadOnStartup();
    state.add(slot);
  }

  /// A removed model takes no more requests; its slot stays until its process is gone.
  private void retire(Slot slot) {
    slot.wanted = false;
    slot.pinned = false;
    state.reindex(slot);
    requests.refuseAll(slot, new PoolException.UnknownModel(slot.id()));
    departures.unload(slot, new Reason(Cause.RECONFIGURED, "it is no longer in the configuration"));
    slot.retired = true;
    if (slot.residency instanceof Residency.Absent || slot.residency instanceof Residency.Failed) {
      state.remove(slot);
    }
  }

  private void replace(Slot slot, ModelConfig next) {
    boolean restart = slot.retired || !slot.model.runsAs(next);
    boolean wasLoaded = slot.residency instanceof Residency.Ready;
    slot.retired = false;
    slot.model = next;
    if (restart) {
      slot.forgetLookUp();
      departures.unload(slot, CHANGED);
      forgetFailure(slot);
      slot.wanted = wasLoaded || next.residence().loadOnStartup();
    }
    recharge(slot);
  }

  /// Follows a change of whether it is pinned.
  private void recharge(Slot slot) {
    if (slot.residency instanceof Residency.Ready) {
      state.budget.rebook(slot.id(), slot.residentKind());
    }
    state.reindex(slot);
  }

  private void forgetFailure(Slot slot) {
    slot.failures = 0;
    slot.variantsFailed = 0;
    if (slot.residency instanceof Residency.Failed) {
      state.move(slot, new Residency.Absent(), CHANGED);
    }
  }
}
