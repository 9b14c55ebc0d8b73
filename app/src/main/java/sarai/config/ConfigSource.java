package sarai.config;

import java.io.IOException;

/// Where a configuration is read from, as often as it is asked for.
@FunctionalInterface
public interface ConfigSource {
  /// @throws ConfigException when what it says cannot be used
  /// @throws IOException when it is missing or cannot be read
  SaraiConfig read() throws ConfigException, IOException;
}
