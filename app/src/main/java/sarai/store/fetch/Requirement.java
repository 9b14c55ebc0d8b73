package sarai.store.fetch;

import java.util.Locale;

/// A package pinned to one version, `name==version`. Immutable.
public record Requirement(String name, String version) {
  /// @throws IllegalArgumentException when it is anything but `name==version`
  public static Requirement parse(String text) {
    String[] parts = text.strip().split("==", -1);
    if (parts.length != 2
        || !parts[0].matches("[A-Za-z0-9][A-Za-z0-9._-]*")
        || !parts[1].matches("[A-Za-z0-9][A-Za-z0-9.+!_-]*")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a pinned package: write name==version");
    }
    return new Requirement(parts[0], parts[1]);
  }

  /// Whether a file name is that of a built archive of it.
  boolean isArchive(String fileName) {
    String plain = name.replaceAll("[-_.]+", "_").toLowerCase(Locale.ROOT);
    String lower = fileName.toLowerCase(Locale.ROOT);
    return lower.startsWith(plain + "-" + version.toLowerCase(Locale.ROOT) + "-")
        && lower.endsWith(".whl");
  }

  @Override
  public String toString() {
    return name + "==" + version;
  }
}
