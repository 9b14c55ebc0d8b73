package sarai.pool;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.Priority;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.Launch;
import sarai.engine.LoadProgress;
import sarai.engine.MemoryUse;
import sarai.engine.RunningModel;
import sarai.testing.InMemoryModel;
import sarai.testing.Models;
import sarai.units.Bytes;

/// A scheduler whose effects are recorded and whose clock is turned by hand: loads and ends happen
/// when the test says so. Sizes are in bytes of a small world; there is no margin.
final class Rig implements Effects {
  /// How a waiter was answered.
  sealed interface Answer {
    record Granted(String model, long generation) implements Answer {}

    record Refused(PoolException why) implements Answer {}
  }

  record Weights(String variant, Footprint footprint) implements Launch {
    static Weights of(String variant, long bytes) {
      return new Weights(variant, Footprint.estimated(Bytes.of(bytes), Bytes.of(bytes)));
    }

    @Override
    public RunningModel start(LoadProgress progress) {
      throw new IllegalStateException("the rig starts nothing");
    }
  }

  record Running(String id, long generation) implements InMemoryModel {}

  static final PoolSettings SETTINGS = PoolSettings.STANDARD;

  final List<PoolChange> changes = new ArrayList<>();
  final List<String> orders = new ArrayList<>();

  /// The models whose memory was to be read before their end.
  final List<String> readAtTheEnd = new ArrayList<>();

  final IdentityHashMap<Waiter, Answer> answers = new IdentityHashMap<>();

  /// The generation that each model was last started, aborted, stopped or probed with.
  final Map<String, Long> generations = new HashMap<>();

  final MemoryBudget budget;
  final PoolState state;
  final Scheduler scheduler;
  long now = 1_000_000_000_000L;

  private final Map<String, List<Launch>> files = new HashMap<>();
  private final Deque<PoolEvent> consequences = new ArrayDeque<>();

  Rig(long limit) {
    this(limit, /* enforceCeilings= */ true);
  }

  Rig(long limit, boolean enforceCeilings) {
    budget = new MemoryBudget(Bytes.of(limit), Bytes.ZERO, Bytes.ZERO);
    InstantSource wall = () -> Instant.EPOCH.plusNanos(now);
    state = new PoolState(budget, wall, this);
    scheduler = new Scheduler(state, this, SETTINGS, enforceCeilings);
  }

  /// A model of one variant, of normal priority, that stays until it is evicted.
  Rig model(String id, long bytes) {
    return model(config(id), Weights.of("q4", bytes));
  }

  Rig model(ModelConfig config, Launch... variants) {
    files.put(config.id(), List.of(variants));
    state.add(new Slot(config));
    return this;
  }

  Rig files(String id, Launch... variants) {
    files.put(id, List.of(variants));
    return this;
  }

  static ModelConfig config(String id) {
    return Models.model(id, ModelRole.TINY);
  }

  static ModelConfig with(ModelConfig model, ModelConfig.Residence residence) {
    return new ModelConfig(
        model.id(),
        model.name(),
        model.role(),
        model.engine(),
        model.files(),
        residence,
        model.shape(),
        model.vision(),
        model.remote(),
        model.fallback());
  }

  static ModelConfig with(ModelConfig model, int parallel) {
    return new ModelConfig(
        model.id(),
        model.name(),
        model.role(),
        model.engine(),
        model.files(),
        model.residence(),
        new ModelConfig.Shape(4096, parallel, List.of("es"), false, "", ""),
        model.vision(),
        model.remote(),
        model.fallback());
  }

  static ModelConfig permanent(String id) {
    return with(config(id), new ModelConfig.Residence(null, true, false, null, Priority.NORMAL));
  }

  static ModelConfig priority(String id, Priority priority) {
    return with(config(id), new ModelConfig.Residence(null, false, false, null, priority));
  }

  static ModelConfig ttl(String id, double seconds) {
    return with(
        config(id), new ModelConfig.Residence(null, false, false, seconds, Priority.NORMAL));
  }

  static ModelConfig ceiling(String id, int megabytes) {
    return with(
        config(id), new ModelConfig.Residence(megabytes, false, false, null, Priority.NORMAL));
  }

  void tell(PoolEvent event) {
    scheduler.handle(event, now);
    while (!consequences.isEmpty()) {
      scheduler.handle(consequences.removeFirst(), now);
    }
  }

  /// Turns the clock and wakes the scheduler at the times it asked for.
  void pass(Duration time) {
    long end = now + time.toNanos();
    while (true) {
      long wake = Math.max(scheduler.nextWake(now), now + 1);
      if (wake - end > 0) {
        break;
      }
      now = wake;
      tell(new PoolEvent.Tick());
    }
    now = end;
  }

  void pass(double seconds) {
    pass(Duration.ofNanos((long) (seconds * 1e9)));
  }

  Waiter ask(String id) {
    return ask(id, Duration.ofHours(1));
  }

  Waiter ask(String id, Duration patience) {
    Waiter waiter = new Waiter(id, now, now + patience.toNanos());
    tell(new PoolEvent.Acquire(waiter));
    return waiter;
  }

  void cancel(Waiter waiter) {
    tell(new PoolEvent.Cancel(waiter));
  }

  /// Ends the lease that a waiter got.
  void release(Waiter waiter) {
    tell(new PoolEvent.Release(waiter.model, granted(waiter).generation()));
  }

  void loaded(String id) {
    long generation = generation(id);
    tell(new PoolEvent.Loaded(id, generation, new Running(id, generation)));
  }

  void loadFails(String id) {
    loadFails(id, new EngineException.LoadFailed("bad file"));
  }

  void loadFails(String id, @Nullable EngineException error) {
    tell(new PoolEvent.LoadFailed(id, generation(id), error));
  }

  void ended(String id) {
    tell(new PoolEvent.Ended(id, generation(id), "exit code 0"));
  }

  void measured(String id, long bytes) {
    Bytes use = Bytes.of(bytes);
    tell(new PoolEvent.Measured(id, generation(id), new MemoryUse(use, use, use)));
  }

  /// Has it loaded and idle; its load takes `seconds`.
  void warm(String id, double seconds) {
    Waiter waiter = ask(id);
    pass(seconds);
    loaded(id);
    release(waiter);
  }

  void warm(String id) {
    warm(id, 0.1);
  }

  ModelState unload(String id) throws PoolException {
    return command(reply -> new PoolEvent.Unload(id, reply));
  }

  ModelState load(String id) throws PoolException {
    return command(reply -> new PoolEvent.Load(id, reply));
  }

  ModelState pin(String id, boolean pinned) throws PoolException {
    return command(reply -> new PoolEvent.Pin(id, pinned, reply));
  }

  ModelState schedule(String id, @Nullable Duration ttl) throws PoolException {
    return command(reply -> new PoolEvent.ScheduleUnload(id, ttl, reply));
  }

  void reconfigure(long limit, ModelConfig... models) {
    Map<String, ModelConfig> all = new LinkedHashMap<>();
    for (ModelConfig model : models) {
      all.put(model.id(), model);
    }
    tell(new PoolEvent.Reconfigure(all, Bytes.of(limit), Bytes.ZERO));
  }

  private ModelState command(java.util.function.Function<PoolEvent.Reply, PoolEvent> event)
      throws PoolException {
    PoolEvent.Reply reply = new PoolEvent.Reply();
    tell(event.apply(reply));
    if (reply.state().isCompletedExceptionally()
        && reply.state().exceptionNow() instanceof PoolException refusal) {
      throw refusal;
    }
    return reply.state().join();
  }

  Plan plan(String id) {
    Slot slot = Objects.requireNonNull(state.slot(id));
    return Snapshots.plan(scheduler, slot, Objects.requireNonNull(files.get(id)), now);
  }

  ModelState state(String id) {
    Slot slot = state.slot(id);
    return slot == null ? ModelState.ABSENT : slot.residency.state();
  }

  String reason(String id) {
    PoolSnapshot.LastChange change = Objects.requireNonNull(state.slot(id)).lastChange;
    return change == null ? "" : change.reason();
  }

  long generation(String id) {
    return Objects.requireNonNull(generations.get(id), id + " was never started");
  }

  boolean isGranted(Waiter waiter) {
    return answers.get(waiter) instanceof Answer.Granted;
  }

  Answer.Granted granted(Waiter waiter) {
    return (Answer.Granted) Objects.requireNonNull(answers.get(waiter), "no answer yet");
  }

  PoolException refusal(Waiter waiter) {
    return ((Answer.Refused) Objects.requireNonNull(answers.get(waiter), "no answer yet")).why();
  }

  @Override
  public void prepare(ModelConfig model, long generation) {
    List<Launch> launches = files.get(model.id());
    consequences.add(
        launches == null
            ? new PoolEvent.LoadFailed(
                model.id(), generation, new EngineException.NotInstalled("run ./sarai pull"))
            : new PoolEvent.Prepared(model.id(), generation, launches));
  }

  @Override
  public void start(String model, long generation, Launch launch) {
    order("start", model, generation);
  }

  @Override
  public void abort(String model, long generation) {
    order("abort", model, generation);
  }

  @Override
  public void stop(String model, long generation, RunningModel running, boolean unread) {
    order("stop", model, generation);
    if (unread) {
      readAtTheEnd.add(model);
    }
  }

  private void order(String verb, String model, long generation) {
    orders.add(verb + " " + model);
    generations.put(model, generation);
  }

  @Override
  public void measure(String model, long generation, RunningModel running) {}

  @Override
  public void probe(String model, long generation, RunningModel running) {
    order("probe", model, generation);
  }

  @Override
  public boolean grant(Waiter waiter, long generation, RunningModel running) {
    answer(waiter, new Answer.Granted(waiter.model, generation));
    return true;
  }

  @Override
  public void refuse(Waiter waiter, PoolException why) {
    answer(waiter, new Answer.Refused(why));
  }

  private void answer(Waiter waiter, Answer answer) {
    Answer before = answers.put(waiter, answer);
    if (before != null) {
      throw new AssertionError("answered twice: " + before + " and " + answer);
    }
  }

  @Override
  public void changed(PoolChange change) {
    changes.add(change);
  }
}
