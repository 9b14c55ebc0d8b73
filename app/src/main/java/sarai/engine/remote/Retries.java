package sarai.engine.remote;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How long to wait before another try: exponential with equal jitter (half fixed, half by chance),
/// so that callers who failed together do not come back together. Immutable.
///
/// @param tries most tries in all
/// @param first the longest pause after the first try; doubles with each
/// @param patience the longest `Retry-After` worth waiting for
record Retries(int tries, Duration first, Duration patience) {
  static final Retries DEFAULT = new Retries(3, Duration.ofMillis(300), Duration.ofSeconds(5));

  /// The pause after the given try; null when there should be no other.
  ///
  /// @param attempt counted from 1
  /// @param asked the endpoint's own `Retry-After`; zero for none
  /// @param left time that the whole answer still has
  @Nullable Duration pause(int attempt, Duration asked, Duration left, RandomGenerator random) {
    if (attempt >= tries || asked.compareTo(patience) > 0) {
      return null;
    }
    long longest = first.toNanos() << (attempt - 1);
    Duration jittered = Duration.ofNanos(longest / 2 + random.nextLong(longest / 2 + 1));
    Duration pause = jittered.plus(asked);
    return pause.compareTo(left) < 0 ? pause : null;
  }
}
