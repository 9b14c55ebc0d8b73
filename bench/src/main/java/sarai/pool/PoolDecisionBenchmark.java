package sarai.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.Priority;
import sarai.config.Protocol;
import sarai.engine.Capability;
import sarai.engine.Footprint;
import sarai.engine.Launch;
import sarai.engine.LoadProgress;
import sarai.engine.MemoryUse;
import sarai.engine.RunningModel;
import sarai.units.Bytes;

/// How long the pool's owner takes to decide, by how many models it has: a warm lease granted and
/// released, and whom to evict for one more.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("this-escape") // JMH derives its own class and adds nothing to the constructor
public class PoolDecisionBenchmark implements Effects {
  static final long SIZE = 1_000_000;

  @Param({"10", "100", "1000", "10000"})
  public int models;

  private Scheduler scheduler = new Scheduler(state(0), this, PoolSettings.STANDARD, true);
  private Slot newcomer = new Slot(model("newcomer"));
  private long now = 1;
  private long generation;
  private int next;

  private PoolState state(int count) {
    Bytes limit = Bytes.of(Math.max(1, count) * SIZE);
    MemoryBudget budget = new MemoryBudget(limit, Bytes.ZERO, Bytes.ZERO);
    return new PoolState(budget, () -> Instant.EPOCH, this);
  }

  /// Loads every model, so that the budget is full of idle ones.
  @Setup
  public void load() {
    PoolState state = state(models);
    scheduler = new Scheduler(state, this, PoolSettings.STANDARD, true);
    for (int i = 0; i < models; i++) {
      state.add(new Slot(model("m" + i)));
    }
    for (int i = 0; i < models; i++) {
      acquire("m" + i);
      long present = generation;
      scheduler.handle(new PoolEvent.Loaded("m" + i, present, new Idle(i)), now);
      scheduler.handle(new PoolEvent.Release("m" + i, present), now);
    }
    newcomer = new Slot(model("newcomer"));
    now += Duration.ofHours(1).toNanos();
  }

  private void acquire(String id) {
    scheduler.handle(new PoolEvent.Acquire(new Waiter(id, now, Long.MAX_VALUE)), ++now);
    Slot slot = scheduler.state().slot(id);
    if (slot != null && slot.preparing) {
      scheduler.handle(new PoolEvent.Prepared(id, slot.generation, List.of(new Weights())), now);
    }
  }

  @Benchmark
  public int warmGrantAndRelease() {
    String id = "m" + next;
    next = (next + 1) % models;
    acquire(id);
    scheduler.handle(new PoolEvent.Release(id, generation), ++now);
    return next;
  }

  @Benchmark
  public Admission.Decision whomToEvict() {
    return scheduler.dryRun(newcomer, List.of(new Weights()), now);
  }

  static ModelConfig model(String id) {
    return new ModelConfig(
        id,
        id,
        ModelRole.TINY,
        EngineKind.LLAMA,
        new ModelConfig.ModelFiles(null, "main", null, null, List.of(), null, null),
        new ModelConfig.Residence(null, false, false, 3e7, Priority.NORMAL),
        new ModelConfig.Shape(4096, 1, List.of("en"), false, "", ""),
        new ModelConfig.VisionLimits(32, 4, 1024, 8, 256, 64),
        new ModelConfig.Remote(null, Protocol.OPENAI, null, null, Duration.ofMinutes(2)),
        List.of());
  }

  private record Weights() implements Launch {
    @Override
    public String variant() {
      return "q4";
    }

    @Override
    public Footprint footprint() {
      return Footprint.estimated(Bytes.of(SIZE), Bytes.of(SIZE));
    }

    @Override
    public RunningModel start(LoadProgress progress) {
      throw new IllegalStateException("nothing is started here");
    }
  }

  record Idle(int number) implements RunningModel {
    @Override
    public Set<Capability> capabilities() {
      return EnumSet.noneOf(Capability.class);
    }

    @Override
    public OptionalLong pid() {
      return OptionalLong.empty();
    }

    @Override
    public MemoryUse memory() {
      return MemoryUse.NONE;
    }

    @Override
    public CompletionStage<String> ended() {
      return new CompletableFuture<>();
    }

    @Override
    public void probe(Duration limit) {}

    @Override
    public void stop() {}
  }

  @Override
  public void prepare(ModelConfig model, long attempt) {}

  @Override
  public void start(String model, long attempt, Launch launch) {
    generation = attempt;
  }

  @Override
  public void abort(String model, long attempt) {}

  @Override
  public void stop(String model, long attempt, RunningModel running, boolean unread) {}

  @Override
  public void measure(String model, long attempt, RunningModel running) {}

  @Override
  public void probe(String model, long attempt, RunningModel running) {}

  @Override
  public boolean grant(Waiter waiter, long attempt, RunningModel running) {
    generation = attempt;
    return true;
  }

  @Override
  public void refuse(Waiter waiter, PoolException why) {
    throw new IllegalStateException(why);
  }

  @Override
  public void changed(PoolChange change) {}
}
