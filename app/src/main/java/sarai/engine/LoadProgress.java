package sarai.engine;

import sarai.units.Bytes;

/// Hears of a load's progress.
@FunctionalInterface
public interface LoadProgress {
  LoadProgress NONE = (fraction, resident) -> {};

  /// @param fraction done, from 0 to 1
  /// @param resident what its process takes by now; zero where that is not known
  void at(double fraction, Bytes resident);
}
