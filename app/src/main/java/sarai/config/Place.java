package sarai.config;

import java.util.Comparator;

/// Where a value stands. Immutable.
///
/// @param source the file's name as the user knows it, or an environment variable
/// @param line from 1; 0 for an environment variable
/// @param column from 1; 0 for an environment variable
record Place(String source, int line, int column) implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::isVariable)
          .thenComparing(Place::source)
          .thenComparingInt(Place::line)
          .thenComparingInt(Place::column);

  static Place variable(String name) {
    return new Place(name, 0, 0);
  }

  boolean isVariable() {
    return line == 0;
  }

  /// Files before variables, each from top to bottom.
  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return isVariable() ? source : source + ":" + line;
  }
}
