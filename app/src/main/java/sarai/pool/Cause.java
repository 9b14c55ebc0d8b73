package sarai.pool;

/// The kind of reason for which a model changed its state.
public enum Cause {
  /// Memory was promised to it.
  PROMISED,
  /// Its memory is there and its process starts.
  STARTED,
  /// It became ready.
  LOADED,
  /// It left for another model.
  EVICTED,
  /// It was not used for its time to live.
  EXPIRED,
  /// Somebody ordered it.
  ORDERED,
  /// The configuration changed.
  RECONFIGURED,
  /// Its process ended by itself.
  CRASHED,
  /// Its process runs and no longer works.
  BROKEN,
  /// More memory was taken than the budget has.
  DEFICIT,
  /// It could not be loaded.
  FAILED,
  /// It may not be loaded: it does not fit.
  REFUSED,
  /// Nobody waits for it any more.
  UNWANTED,
  /// The program is stopping.
  CLOSING
}
