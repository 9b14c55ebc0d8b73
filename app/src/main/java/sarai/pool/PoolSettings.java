package sarai.pool;

import java.time.Duration;

/// The pool's own constants, in one place. Immutable.
///
/// @param maxQueue requests that may wait at the same time, over all models
/// @param ageing how long a request waits before the models in its way take nothing new
/// @param maxMinimumResidency most that a fresh model is spared from eviction; it is twice its load
///   time otherwise
/// @param firstCoolDown pause after a failed load; doubles with each further failure
/// @param maxCoolDown longest pause
/// @param sampleEvery how often the processes' memory is read
/// @param probeAfterIdle how long a model may be silent before it is asked whether it still works
/// @param reuseHalfLife after which a use counts half in the choice of who leaves
public record PoolSettings(
    int maxQueue,
    Duration ageing,
    Duration maxMinimumResidency,
    Duration firstCoolDown,
    Duration maxCoolDown,
    Duration sampleEvery,
    Duration probeAfterIdle,
    Duration reuseHalfLife) {

  public static final PoolSettings STANDARD =
      new PoolSettings(
          512,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10));
}
