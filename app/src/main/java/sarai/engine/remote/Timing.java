package sarai.engine.remote;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Where time and chance come from.
///
/// @param clock the wall, for dates that endpoints send
/// @param nanos monotonic time in nanoseconds
/// @param random spreads retries
/// @param pause waits between tries
record Timing(InstantSource clock, LongSupplier nanos, RandomGenerator random, Pause pause) {
  /// Waits.
  @FunctionalInterface
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  long now() {
    return nanos.getAsLong();
  }

  /// The time between `since` and now.
  Duration since(long since) {
    return Duration.ofNanos(now() - since);
  }
}
