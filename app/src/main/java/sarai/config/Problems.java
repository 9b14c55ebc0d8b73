package sarai.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong, so that everything is reported at once. Used by one thread.
final class Problems {
  private static final int LONGEST_VALUE = 80;

  private record Found(Place place, ConfigProblem problem) {}

  private final List<Found> found = new ArrayList<>();
  private final Set<KeyPath> keys = new HashSet<>();

  void add(Place place, KeyPath key, @Nullable String value, String message) {
    keys.add(key);
    String shown = value == null ? null : shorten(value);
    found.add(
        new Found(
            place,
            new ConfigProblem(
                place.source(), place.line(), place.column(), key.toString(), shown, message)));
  }

  /// Whether the value at `key`, or one below it, is already known to be wrong, so that what
  /// follows from it is not reported too.
  boolean touches(KeyPath key) {
    return keys.stream().anyMatch(wrong -> wrong.isAtOrBelow(key));
  }

  void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      throw new ConfigException(
          found.stream()
              .sorted(Comparator.comparing(Found::place))
              .map(Found::problem)
              .distinct()
              .toList());
    }
  }

  /// `text` in quotes, on one line, at most 80 characters of it.
  static String quote(String text) {
    return "'" + shorten(text) + "'";
  }

  private static String shorten(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "·");
    return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE) + "…";
  }
}
