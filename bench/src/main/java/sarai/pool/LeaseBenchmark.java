package sarai.pool;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import sarai.config.EngineKind;
import sarai.engine.Footprint;
import sarai.engine.Launch;
import sarai.engine.LoadProgress;
import sarai.engine.RunningModel;
import sarai.units.Bytes;

/// What a warm lease costs a request: there and back through the owner's thread.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LeaseBenchmark {
  private final ModelPool pool =
      ModelPool.open(
          new ModelPool.Setup(
              Map.of("a", PoolDecisionBenchmark.model("a")),
              Map.of(EngineKind.LLAMA, _ -> List.of(new AtOnce())),
              Bytes.of(2 * PoolDecisionBenchmark.SIZE),
              Bytes.ZERO,
              /* enforceCeilings= */ true,
              () -> Bytes.ZERO,
              InstantSource.system(),
              PoolSettings.STANDARD));

  @Benchmark
  public void acquireAndClose() throws PoolException, InterruptedException {
    pool.acquire("a", Duration.ofMinutes(1), ModelPool.WaitListener.NONE).close();
  }

  @TearDown
  public void close() {
    pool.close();
  }

  private record AtOnce() implements Launch {
    @Override
    public String variant() {
      return "q4";
    }

    @Override
    public Footprint footprint() {
      Bytes size = Bytes.of(PoolDecisionBenchmark.SIZE);
      return Footprint.estimated(size, size);
    }

    @Override
    public RunningModel start(LoadProgress progress) {
      return new PoolDecisionBenchmark.Idle(0);
    }
  }
}
