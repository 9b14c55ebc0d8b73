package sarai.store.fetch;

import java.time.Duration;

/// Waiting, passed in so that tests need none. Thread-safe.
@FunctionalInterface
public interface Pause {
  /// Really waits.
  Pause REAL = Thread::sleep;

  void await(Duration time) throws InterruptedException;
}
