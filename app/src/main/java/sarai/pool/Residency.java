package sarai.pool;

import org.jspecify.annotations.Nullable;
import sarai.engine.EngineException;
import sarai.engine.Launch;
import sarai.engine.RunningModel;
import sarai.units.Bytes;

/// Where a model is in its life. `generation` tells one process of a model from the next. Times are
/// nanoseconds of the pool's clock.
sealed interface Residency {
  /// Nothing of it is in memory.
  record Absent() implements Residency {}

  /// It failed to load and is not tried again before `untilNanos`.
  record Failed(long untilNanos, EngineException error) implements Residency {}

  /// Memory is promised to it: what it waits for is leaving.
  record Reserved(Launch launch, Bytes need) implements Residency {}

  /// Its process is starting.
  ///
  /// @param fraction done, from 0 to 1; null when not known
  record Loading(long generation, Launch launch, long startedNanos, @Nullable Double fraction)
      implements Residency {}

  /// It answers.
  record Ready(long generation, Launch launch, RunningModel running, int leases, long sinceNanos)
      implements Residency {
    Ready withLeases(int count) {
      return new Ready(generation, launch, running, count, sinceNanos);
    }
  }

  /// It finishes what it has begun and takes nothing new.
  record Draining(long generation, Launch launch, RunningModel running, int leases, Reason reason)
      implements Residency {}

  /// Its process is ending.
  record Unloading(long generation, Reason reason) implements Residency {}

  /// The name in the API.
  default ModelState state() {
    return switch (this) {
      case Absent _ -> ModelState.ABSENT;
      case Failed _ -> ModelState.FAILED;
      case Reserved _ -> ModelState.RESERVED;
      case Loading _ -> ModelState.LOADING;
      case Ready _ -> ModelState.READY;
      case Draining _ -> ModelState.DRAINING;
      case Unloading _ -> ModelState.UNLOADING;
    };
  }
}
