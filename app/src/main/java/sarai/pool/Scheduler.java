package sarai.pool;

import java.util.List;
import sarai.engine.Launch;
import sarai.pool.Admission.Decision;

/// The owner of the pool's state: takes one event at a time, orders effects, never blocks.
///
/// Invariants, checked by the model-based test after every step:
///
/// - the ledger exceeds the limit only by what was measured beyond a booking, and nothing is
///   spawned meanwhile;
/// - memory is given back only after a process was seen to be gone;
/// - a lease is granted only on a READY model, in the event that makes it so or later;
/// - every waiter gets exactly one answer.
///
/// Not thread-safe.
final class Scheduler {
  private static final long WATCH_NANOS = 50_000_000L;

  private final PoolState state;
  private final Effects effects;
  private final PoolSettings settings;
  private final Admission admission;
  private final Requests requests;
  private final Departures departures;
  private final Arrivals arrivals;
  private final Commands commands;
  private boolean closing;
  private long lastSampleNanos;
  private long lastTickNanos;

  Scheduler(PoolState state, Effects effects, PoolSettings settings, boolean enforceCeilings) {
    this.state = state;
    this.effects = effects;
    this.settings = settings;
    this.admission = new Admission(state, settings, enforceCeilings);
    this.requests = new Requests(state, effects, settings);
    this.departures = new Departures(state, effects);
    this.arrivals = new Arrivals(state, effects, settings, admission, requests, departures);
    this.commands = new Commands(state, requests, departures);
  }

  /// @param now nanoseconds of the pool's clock; never goes back
  void handle(PoolEvent event, long now) {
    dispatch(event, now);
    if (state.projectedFree() < 0) {
      departures.mendDeficit();
    }
    if (!closing && state.hasNeedy()) {
      arrivals.arrange(now);
    }
  }

  private void dispatch(PoolEvent event, long now) {
    switch (event) {
      case PoolEvent.Acquire acquire -> acquire(acquire.waiter(), now);
      case PoolEvent.Cancel cancel -> requests.cancel(cancel.waiter());
      case PoolEvent.Release release -> release(release, now);
      case PoolEvent.Prepared prepared -> arrivals.prepared(prepared);
      case PoolEvent.Progress progress -> arrivals.progress(progress);
      case PoolEvent.Loaded loaded -> arrivals.loaded(loaded, now);
      case PoolEvent.LoadFailed failed -> arrivals.failed(failed, now);
      case PoolEvent.Measured measured -> arrivals.measured(measured);
      case PoolEvent.MeasuredSelf self -> state.budget.measureJvm(self.resident());
      case PoolEvent.Ended ended -> departures.ended(ended);
      case PoolEvent.ProbeFailed failed -> departures.probeFailed(failed);
      case PoolEvent.Tick _ -> tick(now);
      case PoolEvent.Ask<?> ask -> answer(ask);
      case PoolEvent.Close close -> close(close.force());
      case PoolEvent.Load load -> commands.load(load.model(), load.reply());
      case PoolEvent.Preload _ -> commands.preload();
      case PoolEvent.Unload unload -> commands.unload(unload.model(), unload.reply());
      case PoolEvent.Pin pin -> commands.pin(pin.model(), pin.pinned(), pin.reply(), now);
      case PoolEvent.ScheduleUnload order -> {
        commands.scheduleUnload(order.model(), order.ttl(), order.reply());
        departures.expire(now);
      }
      case PoolEvent.Reconfigure changed -> commands.reconfigure(changed);
    }
  }

  private <T> void answer(PoolEvent.Ask<T> ask) {
    ask.answer().complete(ask.question().apply(this));
  }

  private void acquire(Waiter waiter, long now) {
    if (closing) {
      effects.refuse(waiter, new PoolException.Closed());
    } else {
      requests.acquire(waiter, now);
    }
  }

  private void release(PoolEvent.Release release, long now) {
    Slot slot = state.current(release.model(), release.generation());
    if (slot == null) {
      return;
    }
    if (slot.residency instanceof Residency.Ready ready) {
      requests.released(slot, ready, now);
    } else if (slot.residency instanceof Residency.Draining draining) {
      departures.released(slot, draining);
    }
  }

  private void close(boolean force) {
    closing = true;
    state.slots().forEach(slot -> requests.refuseAll(slot, new PoolException.Closed()));
    departures.unloadAll(force);
  }

  private void tick(long now) {
    lastTickNanos = now;
    departures.expire(now);
    requests.look(now);
    if (now - lastSampleNanos >= settings.sampleEvery().toNanos()) {
      lastSampleNanos = now;
      sample(now);
    }
  }

  private void sample(long now) {
    for (Slot slot : state.ready()) {
      Residency.Ready ready = (Residency.Ready) slot.residency;
      effects.measure(slot.id(), ready.generation(), ready.running());
      slot.unread = ready.leases() > 0;
      boolean silent = now - slot.lastProofNanos >= settings.probeAfterIdle().toNanos();
      if (silent && ready.leases() == 0) {
        slot.lastProofNanos = now;
        effects.probe(slot.id(), ready.generation(), ready.running());
      }
    }
    for (Slot slot : state.draining()) {
      Residency.Draining leaving = (Residency.Draining) slot.residency;
      effects.measure(slot.id(), leaving.generation(), leaving.running());
    }
  }

  /// When the owner must look again, whatever else happens, in nanoseconds of the pool's clock.
  long nextWake(long now) {
    boolean watching = state.waiting() > 0 || state.hasNeedy();
    long regular = lastTickNanos + (watching ? WATCH_NANOS : settings.sampleEvery().toNanos());
    long expiry = state.nextExpiry(now);
    return expiry - regular < 0 ? expiry : regular;
  }

  PoolState state() {
    return state;
  }

  /// Whether nothing is in memory or on its way.
  boolean isEmpty() {
    return state.slots().stream()
        .allMatch(slot ->
            !slot.preparing
                && (slot.residency instanceof Residency.Absent
                    || slot.residency instanceof Residency.Failed));
  }

  /// The dry run: what would be done for a model if it were wanted now.
  Decision dryRun(Slot slot, List<Launch> launches, long now) {
    Slot imagined = new Slot(slot.model);
    imagined.launches = launches;
    return admission.decide(imagined, now, /* aged= */ false);
  }
}
