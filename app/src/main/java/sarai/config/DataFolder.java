package sarai.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds the folder of models, engines, store and logs.
public final class DataFolder {
  private DataFolder() {}

  /// `--data`, else `SARAI_DATA`, else the platform's folder for a user's application data. An
  /// empty variable counts as unset, and so does an `XDG_DATA_HOME` that is not absolute, as its
  /// specification asks.
  ///
  /// @param option what `--data` named
  /// @param system the system property `os.name`
  /// @param home the user's home folder
  public static Path locate(
      Optional<Path> option, Map<String, String> environment, String system, Path home) {
    return option
        .or(() -> variable(environment, "SARAI_DATA"))
        .orElseGet(() -> platform(environment, system.toLowerCase(Locale.ROOT), home));
  }

  private static Path platform(Map<String, String> environment, String system, Path home) {
    if (system.startsWith("mac")) {
      return home.resolve("Library/Application Support/sarai");
    }
    if (system.startsWith("windows")) {
      return variable(environment, "LOCALAPPDATA")
          .orElse(home.resolve("AppData").resolve("Local"))
          .resolve("sarai");
    }
    return variable(environment, "XDG_DATA_HOME")
        .filter(Path::isAbsolute)
        .orElse(home.resolve(".local/share"))
        .resolve("sarai");
  }

  private static Optional<Path> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty()).map(Path::of);
  }
}
