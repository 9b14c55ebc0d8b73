package sarai.route;

import java.util.Locale;

/// A language that the router explains itself in.
public enum Language {
  ES,
  EN;

  /// ISO 639-1, lower case.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
