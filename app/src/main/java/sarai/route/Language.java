package sarai.route;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A language that the router explains itself in.
public enum Language {
  ES,
  EN;

  /// @param code ISO 639-1; null when not known
  /// @return English for what is neither
  public static Language of(@Nullable String code) {
    return "es".equals(code) ? ES : EN;
  }

  /// ISO 639-1, lower case.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
