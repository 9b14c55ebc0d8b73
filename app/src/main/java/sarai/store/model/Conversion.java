package sarai.store.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Repacks a file that no engine reads into one that an engine reads. Thread-safe.
public interface Conversion {
  /// What else it needs from the same packages: a name of its own choice to a member pattern, such
  /// as `vocabulary.json` to `*/data/vocabulary.json`.
  Map<String, String> companions();

  /// Repacks.
  ///
  /// @param taken the file, verified
  /// @param companions each of [#companions] by its name
  /// @param target the file to write; absent when called
  /// @throws IOException when the input is not what it should be, or the disk fails
  void convert(Path taken, Map<String, Path> companions, Path target) throws IOException;
}
