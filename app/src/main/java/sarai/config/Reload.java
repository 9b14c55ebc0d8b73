package sarai.config;

import java.time.Instant;

/// What became of a configuration that was read anew while the program runs. Immutable.
public sealed interface Reload {
  Instant at();

  /// It is in force, as far as it can be without a restart.
  record Applied(Instant at, ConfigChange change) implements Reload {}

  /// Nothing changed.
  ///
  /// @param why what is wrong with it, in words; one line for each problem
  record Refused(Instant at, String why) implements Reload {}
}
