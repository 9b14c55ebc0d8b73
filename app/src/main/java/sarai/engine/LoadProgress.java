package sarai.engine;

/// Hears of a load's progress.
@FunctionalInterface
public interface LoadProgress {
  LoadProgress NONE = fraction -> {};

  /// @param fraction done, from 0 to 1
  void at(double fraction);
}
