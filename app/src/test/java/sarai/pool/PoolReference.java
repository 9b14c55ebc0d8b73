package sarai.pool;

import static sarai.pool.ModelState.ABSENT;
import static sarai.pool.ModelState.DRAINING;
import static sarai.pool.ModelState.FAILED;
import static sarai.pool.ModelState.LOADING;
import static sarai.pool.ModelState.READY;
import static sarai.pool.ModelState.RESERVED;
import static sarai.pool.ModelState.UNLOADING;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import sarai.config.ModelConfig;
import sarai.engine.Launch;
import sarai.engine.RunningModel;
import sarai.units.Bytes;

/// What must be true of a scheduler, kept in the plainest way: a sum that is added up anew each
/// time, a state for each model as the scheduler announced it, and the world of processes as the
/// orders and events made it. Throws [AssertionError] at the first contradiction.
final class PoolReference implements Effects {
  /// One process or attempt.
  record Attempt(String model, long generation) {}

  record Lease(Waiter waiter, Attempt of) {}

  record Starting(Attempt of, Launch launch) {}

  private static final Map<ModelState, Set<ModelState>> DRAWING =
      Map.of(
          ABSENT, EnumSet.of(RESERVED, FAILED),
          RESERVED, EnumSet.of(LOADING, ABSENT),
          LOADING, EnumSet.of(READY, FAILED, UNLOADING, ABSENT),
          READY, EnumSet.of(DRAINING, UNLOADING, ABSENT),
          DRAINING, EnumSet.of(UNLOADING, ABSENT),
          UNLOADING, EnumSet.of(ABSENT),
          FAILED, EnumSet.of(RESERVED, ABSENT));

  boolean forced;
  long limit;
  long margin;
  long jvm;
  final List<Attempt> preparing = new ArrayList<>();
  final List<Starting> starting = new ArrayList<>();
  final Set<Attempt> aborted = new HashSet<>();
  final List<Attempt> alive = new ArrayList<>();
  final List<Attempt> ending = new ArrayList<>();
  final List<Lease> leases = new ArrayList<>();
  final List<Waiter> waiting = new ArrayList<>();
  final Set<Waiter> givenUp = new HashSet<>();
  final Map<String, Attempt> holders = new HashMap<>();
  private final Map<String, Long> ledger = new HashMap<>();
  private final Map<String, Long> steady = new HashMap<>();
  private final Map<String, ModelState> states = new HashMap<>();
  private final Set<Waiter> answered = new HashSet<>();
  private PoolState pool;

  /// The changes that happened, as `FROM→TO`.
  final Set<String> arrows = new TreeSet<>();

  PoolReference(long limit, long margin, long jvm) {
    this.limit = limit;
    this.margin = margin;
    this.jvm = jvm;
    this.pool =
        new PoolState(new MemoryBudget(Bytes.ZERO, Bytes.ZERO, Bytes.ZERO), () -> null, this);
  }

  static int arrowsDrawn() {
    return DRAWING.values().stream().mapToInt(Set::size).sum();
  }

  void watch(PoolState state) {
    pool = state;
  }

  ModelState state(String model) {
    return states.getOrDefault(model, ABSENT);
  }

  long charged() {
    return margin + jvm + ledger.values().stream().mapToLong(Long::longValue).sum();
  }

  @FormatMethod
  static void must(boolean truth, String what, Object... values) {
    if (!truth) {
      throw new AssertionError(what.formatted(values));
    }
  }

  @Override
  public void prepare(ModelConfig model, long generation) {
    must(
        !preparing.contains(new Attempt(model.id(), generation - 1)),
        "%s is looked up twice",
        model.id());
    preparing.add(new Attempt(model.id(), generation));
  }

  @Override
  public void start(String model, long generation, Launch launch) {
    Attempt attempt = new Attempt(model, generation);
    must(!ledger.containsKey(model), "%s is started while it holds memory", model);
    ledger.put(model, launch.footprint().peak().value());
    steady.put(model, launch.footprint().steady().value());
    must(charged() <= limit, "spawned over the budget: %d of %d", charged(), limit);
    holders.put(model, attempt);
    starting.add(new Starting(attempt, launch));
  }

  @Override
  public void abort(String model, long generation) {
    Attempt attempt = new Attempt(model, generation);
    must(
        starting.stream().anyMatch(start -> start.of().equals(attempt)) && aborted.add(attempt),
        "aborted what does not start: %s",
        attempt);
  }

  @Override
  public void stop(String model, long generation, RunningModel running, boolean unread) {
    Attempt attempt = new Attempt(model, generation);
    must(running.equals(new Rig.Running(model, generation)), "stopped %s as %s", running, attempt);
    must(
        forced || leases.stream().noneMatch(lease -> lease.of().equals(attempt)),
        "stopped %s while it is used",
        attempt);
    if (alive.remove(attempt)) {
      ending.add(attempt);
    }
  }

  @Override
  public void measure(String model, long generation, RunningModel running) {}

  @Override
  public void probe(String model, long generation, RunningModel running) {}

  @Override
  public boolean grant(Waiter waiter, long generation, RunningModel running) {
    Attempt attempt = new Attempt(waiter.model, generation);
    must(state(waiter.model) == READY, "lease on %s, which is %s", attempt, state(waiter.model));
    must(attempt.equals(holders.get(waiter.model)), "lease on %s, which is gone", attempt);
    must(!answered.contains(waiter), "%s was answered twice", waiter.model);
    if (givenUp.contains(waiter)) {
      return false;
    }
    answer(waiter);
    leases.add(new Lease(waiter, attempt));
    return true;
  }

  @Override
  public void refuse(Waiter waiter, PoolException why) {
    must(!answered.contains(waiter), "%s was answered twice: %s", waiter.model, why.getMessage());
    if (!givenUp.contains(waiter)) {
      answer(waiter);
    }
  }

  private void answer(Waiter waiter) {
    answered.add(waiter);
    must(waiting.remove(waiter), "answered a stranger who wants %s", waiter.model);
  }

  @Override
  public void changed(PoolChange change) {
    ModelState from = state(change.model());
    must(
        from == change.from(), "%s came from %s, not from %s", change.model(), from, change.from());
    must(DRAWING.getOrDefault(from, Set.of()).contains(change.to()), "no arrow for %s", change);
    Slot slot = pool.slot(change.model());
    boolean spared = slot != null && slot.isPinned() && (from == READY || from == LOADING);
    boolean evicted = change.cause() == Cause.EVICTED || change.cause() == Cause.EXPIRED;
    must(!(spared && evicted), "a permanent model leaves: %s", change);
    arrows.add(from + "→" + change.to());
    states.put(change.model(), change.to());
  }

  /// The process of an attempt was seen to be gone.
  void gone(Attempt attempt) {
    if (attempt.equals(holders.get(attempt.model()))) {
      holders.remove(attempt.model());
      ledger.remove(attempt.model());
    }
  }

  void measured(Attempt attempt, long bytes) {
    ModelState now = state(attempt.model());
    boolean answers = now == READY || now == DRAINING;
    if (attempt.equals(holders.get(attempt.model())) && answers) {
      ledger.put(attempt.model(), Math.max(bytes, steady.getOrDefault(attempt.model(), 0L)));
    }
  }

  /// A process that starts was seen to take `bytes`.
  void grown(Attempt attempt, long bytes) {
    if (attempt.equals(holders.get(attempt.model())) && state(attempt.model()) == LOADING) {
      ledger.merge(attempt.model(), bytes, Math::max);
    }
  }

  /// Compares everything that the scheduler knows with what is true.
  void check(Scheduler scheduler, PoolSettings settings, long now) {
    must(
        pool.budget.charged().value() == charged(),
        "charged %d instead of %d: %s",
        pool.budget.charged().value(),
        charged(),
        ledger);
    states.keySet().removeIf(model -> pool.slot(model) == null);
    pool.slots().forEach(this::check);
    must(pool.waiting() <= settings.maxQueue(), "%d wait", pool.waiting());
    new Indices(pool).check(now);
    if (pool.projectedFree() < 0) {
      checkThatAllLeaveWhoMay();
    }
    must(!scheduler.isEmpty() || ledger.isEmpty(), "empty with %s", ledger);
  }

  private void check(Slot slot) {
    must(
        slot.residency.state() == state(slot.id()),
        "%s is %s and announced %s",
        slot.id(),
        slot.residency.state(),
        state(slot.id()));
    int counted =
        switch (slot.residency) {
          case Residency.Ready ready -> ready.leases();
          case Residency.Draining draining -> draining.leases();
          default -> -1;
        };
    if (counted >= 0) {
      Attempt holder = holders.get(slot.id());
      long real = leases.stream().filter(lease -> lease.of().equals(holder)).count();
      must(counted == real, "%s has %d leases instead of %d", slot.id(), counted, real);
      must(
          state(slot.id()) == DRAINING || counted <= slot.slots(),
          "%s has %d leases",
          slot.id(),
          counted);
      must(state(slot.id()) != DRAINING || counted > 0, "%s drains for nobody", slot.id());
    }
  }

  private void checkThatAllLeaveWhoMay() {
    must(pool.reserved().isEmpty(), "memory is promised in a deficit");
    for (Slot slot : pool.slots()) {
      boolean stays = state(slot.id()) == READY || state(slot.id()) == LOADING;
      must(
          !stays || slot.isPinned() || pool.held(slot).value() == 0,
          "%s stays in a deficit of %d",
          slot.id(),
          -pool.projectedFree());
    }
  }

  void checkThatNobodyIsLate(long now) {
    for (Slot slot : pool.slots()) {
      for (Waiter waiter : slot.waiters) {
        must(waiter.deadlineNanos - now > 0, "a waiter for %s was forgotten", slot.id());
      }
    }
    must(pool.expired(now).isEmpty(), "%d stay past their time to live", pool.expired(now).size());
  }
}
