package sarai.config;

import org.jspecify.annotations.Nullable;

/// One thing that is wrong with a configuration. Immutable.
///
/// @param file the file's name as the user knows it, or the environment variable that is wrong
/// @param line from 1; 0 for an environment variable
/// @param column from 1; 0 for an environment variable
/// @param key the way to the key, such as `models.tiny.context`; empty for the whole file
/// @param value what stands there, shortened; null when there is none or it is secret
/// @param message what is wrong and what is allowed
public record ConfigProblem(
    String file, int line, int column, String key, @Nullable String value, String message) {

  /// One line for people: `sarai.yaml:14: models.tiny.context: '12x' is not …`.
  @Override
  public String toString() {
    String place = line == 0 ? file : file + ":" + line;
    return place + ": " + (key.isEmpty() ? "" : key + ": ") + message;
  }
}
