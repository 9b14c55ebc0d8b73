package sarai.media;

/// Told how far a long clip has come. Called on the thread that samples, or on one of its own.
@FunctionalInterface
public interface Progress {
  /// Tells nobody.
  Progress NONE = (done, total) -> {};

  void frames(int done, int total);
}
