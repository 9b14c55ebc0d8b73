package sarai.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The way from the top of the file to a key, such as `models.tiny.context`. Immutable.
record KeyPath(List<String> parts) {
  static final KeyPath ROOT = new KeyPath(List.of());

  KeyPath {
    parts = List.copyOf(parts);
  }

  static KeyPath of(String... parts) {
    return new KeyPath(List.of(parts));
  }

  KeyPath child(String key) {
    List<String> longer = new ArrayList<>(parts);
    longer.add(key);
    return new KeyPath(longer);
  }

  KeyPath item(int index) {
    return child("[" + index + "]");
  }

  boolean isAtOrBelow(KeyPath other) {
    int length = other.parts.size();
    return parts.size() >= length && parts.subList(0, length).equals(other.parts);
  }

  String last() {
    return parts.getLast();
  }

  /// The environment variable that overrides this key.
  String variable() {
    return "SARAI_" + String.join("_", parts).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  @Override
  public String toString() {
    return String.join(".", parts).replace(".[", "[");
  }
}
