package sarai.process;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Waits until a child can work. Immutable.
///
/// @param grain time between two looks, at most 25 ms
/// @param stall how long the child may show no progress
/// @param nanos a monotonic clock, as [System#nanoTime]
public record Readiness(Duration grain, Duration stall, LongSupplier nanos) {
  public Readiness {
    if (grain.toMillis() > 25 || grain.isNegative() || grain.isZero()) {
      throw new IllegalArgumentException("grain is " + grain + ", allowed: 1 ns to 25 ms");
    }
  }

  /// How the wait ended.
  public sealed interface Outcome {
    /// It can work.
    record Ready(Duration after) implements Outcome {}

    /// It ended first.
    record Died(ExitStatus exit) implements Outcome {}

    /// It showed no progress for too long; it still runs.
    record Stalled(Duration after) implements Outcome {}
  }

  /// What is looked at.
  public interface Signs {
    /// Whether the child can work now. Quick.
    boolean ready() throws InterruptedException;

    /// Any number that changes while the child makes progress.
    long progress();
  }

  /// Looks at once, then every grain, until one of the outcomes. A child that dies ends the wait
  /// without delay; progress begins the stall time anew.
  public Outcome await(ChildProcess child, Signs signs) throws InterruptedException {
    long begin = nanos.getAsLong();
    long moved = begin;
    long progress = signs.progress();
    while (true) {
      if (signs.ready()) {
        return new Outcome.Ready(Duration.ofNanos(nanos.getAsLong() - begin));
      }
      if (child.waitFor(grain)) {
        return new Outcome.Died(child.ended().toCompletableFuture().join());
      }
      long now = nanos.getAsLong();
      long seen = signs.progress();
      if (seen != progress) {
        progress = seen;
        moved = now;
      } else if (now - moved > stall.toNanos()) {
        return new Outcome.Stalled(Duration.ofNanos(now - begin));
      }
    }
  }
}
