package sarai.pool;

import sarai.config.ModelConfig;
import sarai.engine.Launch;
import sarai.engine.RunningModel;

/// What the scheduler orders. Nothing here may block: slow work runs elsewhere and reports back as
/// a [PoolEvent].
interface Effects {
  /// Find out how the model can be started: ends in `Prepared` or `LoadFailed`.
  void prepare(ModelConfig model, long generation);

  /// Start it: ends in `Loaded` or `LoadFailed`.
  void start(String model, long generation, Launch launch);

  /// Give up a start: the `LoadFailed` that follows means that nothing is left of it.
  void abort(String model, long generation);

  /// End a process: `Ended` follows.
  ///
  /// @param unread whether it was used since its memory was last read, so that one more reading is
  ///   to be learned from before it ends
  void stop(String model, long generation, RunningModel running, boolean unread);

  /// Read what it takes: `Measured` may follow.
  void measure(String model, long generation, RunningModel running);

  /// See that it still works: `ProbeFailed` may follow.
  void probe(String model, long generation, RunningModel running);

  /// Hands out a lease; false when nobody took it.
  boolean grant(Waiter waiter, long generation, RunningModel running);

  void refuse(Waiter waiter, PoolException why);

  void changed(PoolChange change);
}
