package sarai.engine.remote;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Locale;
import sarai.engine.EngineException;

/// Stops calls to an endpoint that keeps failing. After [#THRESHOLD] failures in a row it opens,
/// for a time that doubles up to [#LONGEST] and is spread by chance; then one call is let through,
/// and its first sign of life closes it again. Thread-safe.
final class CircuitBreaker {
  static final int THRESHOLD = 3;
  static final Duration SHORTEST = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofMinutes(2);
  private static final double SPREAD = 0.2;

  enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  private final Timing timing;

  @GuardedBy("this")
  private State state = State.CLOSED;

  @GuardedBy("this")
  private int failures;

  @GuardedBy("this")
  private int openings;

  @GuardedBy("this")
  private long openUntil;

  CircuitBreaker(Timing timing) {
    this.timing = timing;
  }

  synchronized State state() {
    return state;
  }

  /// Asks for leave to call. Whoever gets it reports exactly one of [#succeeded], [#failed] and
  /// [#abandoned].
  ///
  /// @throws EngineException.Unavailable when the endpoint is being left alone
  synchronized void enter(String endpoint) throws EngineException {
    long left = openUntil - timing.now();
    if (state == State.HALF_OPEN || (state == State.OPEN && left > 0)) {
      throw new EngineException.Unavailable(
          String.format(
              Locale.ROOT,
              "%s failed %d times in a row and is left alone; next try %s",
              endpoint,
              failures,
              state == State.HALF_OPEN ? "is under way" : "in " + seconds(left)));
    }
    if (state == State.OPEN) {
      state = State.HALF_OPEN;
    }
  }

  /// The endpoint gave a sign of life. Others may call again, yet one more failure opens it.
  synchronized void answering() {
    if (state == State.HALF_OPEN) {
      state = State.CLOSED;
      failures = THRESHOLD - 1;
    }
  }

  synchronized void succeeded() {
    state = State.CLOSED;
    failures = 0;
    openings = 0;
  }

  /// @param atLeast how long the endpoint itself asked to be left alone; zero when it did not
  synchronized void failed(Duration atLeast) {
    failures++;
    if (failures >= THRESHOLD || atLeast.isPositive()) {
      open(atLeast);
    }
  }

  /// The call ended before it showed anything.
  synchronized void abandoned() {
    if (state == State.HALF_OPEN) {
      state = State.OPEN;
    }
  }

  @GuardedBy("this")
  private void open(Duration atLeast) {
    double doubled = SHORTEST.toNanos() * Math.pow(2, openings);
    double spread = 1 + SPREAD * timing.random().nextDouble();
    double nanos = Math.min(doubled, (double) LONGEST.toNanos()) * spread;
    state = State.OPEN;
    openUntil = timing.now() + Math.max((long) nanos, atLeast.toNanos());
    openings++;
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
