package sarai.route;

import java.util.Locale;

/// One of the three questions that `classify` answers.
public enum Intent {
  HARD,
  SOFT,
  WEB_QUERY;

  /// The name used in the API: `hard`, `soft`, `web_query`.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
