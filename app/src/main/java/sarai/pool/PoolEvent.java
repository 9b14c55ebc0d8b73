package sarai.pool;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.engine.EngineException;
import sarai.engine.Launch;
import sarai.engine.MemoryUse;
import sarai.engine.RunningModel;
import sarai.units.Bytes;

/// What reaches the owner of the pool. Events of a generation that is over are ignored.
sealed interface PoolEvent {
  /// Where somebody waits for the outcome; null when nobody does.
  default @Nullable CompletableFuture<?> answer() {
    return null;
  }

  record Acquire(Waiter waiter) implements PoolEvent {
    @Override
    public CompletableFuture<Lease> answer() {
      return waiter.answer;
    }
  }

  record Cancel(Waiter waiter) implements PoolEvent {}

  record Release(String model, long generation) implements PoolEvent {}

  record Prepared(String model, long generation, List<Launch> launches) implements PoolEvent {
    public Prepared {
      launches = List.copyOf(launches);
    }
  }

  /// @param resident what the process takes by now; zero where that is not known
  record Progress(String model, long generation, double fraction, Bytes resident)
      implements PoolEvent {}

  record Loaded(String model, long generation, RunningModel running) implements PoolEvent {}

  /// @param error null when the load was aborted
  record LoadFailed(String model, long generation, @Nullable EngineException error)
      implements PoolEvent {}

  record Ended(String model, long generation, String how) implements PoolEvent {}

  record Measured(String model, long generation, MemoryUse use) implements PoolEvent {}

  record MeasuredSelf(Bytes resident) implements PoolEvent {}

  record ProbeFailed(String model, long generation, String why) implements PoolEvent {}

  /// Time passed.
  record Tick() implements PoolEvent {}

  /// What people order.
  sealed interface Command extends PoolEvent {
    Reply reply();

    @Override
    default CompletableFuture<ModelState> answer() {
      return reply().state();
    }
  }

  /// Load what is configured to be loaded at start.
  record Preload() implements PoolEvent {}

  record Load(String model, Reply reply) implements Command {}

  record Unload(String model, Reply reply) implements Command {}

  record Pin(String model, boolean pinned, Reply reply) implements Command {}

  /// @param ttl null cancels what was scheduled
  record ScheduleUnload(String model, @Nullable Duration ttl, Reply reply) implements Command {}

  /// A new configuration: models that are not in it leave, changed ones are loaded anew.
  record Reconfigure(Map<String, ModelConfig> models, Bytes budget, Bytes margin)
      implements PoolEvent {
    public Reconfigure {
      models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }
  }

  /// A question about the state, answered on the owner's thread.
  record Ask<T>(Function<Scheduler, T> question, CompletableFuture<T> answer)
      implements PoolEvent {}

  /// @param force whether what is in use ends as well
  record Close(boolean force) implements PoolEvent {}

  /// Completes a command: exceptionally with a [PoolException] when it was refused.
  record Reply(CompletableFuture<ModelState> state) {
    public Reply() {
      this(new CompletableFuture<>());
    }
  }
}
