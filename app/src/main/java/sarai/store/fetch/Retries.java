package sarai.store.fetch;

import java.time.Duration;

/// How often and how patiently something is tried again. Immutable.
///
/// @param attempts failures in a row, without progress between them, until it is given up
/// @param first wait after the first failure; doubles with each
/// @param most longest wait
/// @param pause what waits
public record Retries(int attempts, Duration first, Duration most, Pause pause) {
  /// Six attempts in about half a minute.
  public static final Retries PATIENT =
      new Retries(6, Duration.ofSeconds(1), Duration.ofSeconds(15), Pause.REAL);

  /// The wait after so many failures in a row.
  Duration delay(int failures) {
    Duration delay = first.multipliedBy(1L << Math.min(failures - 1, 20));
    return delay.compareTo(most) > 0 ? most : delay;
  }

  void awaitAfter(int failures) throws InterruptedException {
    pause.await(delay(failures));
  }
}
