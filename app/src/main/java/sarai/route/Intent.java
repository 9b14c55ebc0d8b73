package sarai.route;

import java.util.Locale;

/// One of the three questions that `classify` answers.
public enum Intent {
  HARD(0),
  SOFT(1),
  WEB_QUERY(2);

  private final int output;

  Intent(int output) {
    this.output = output;
  }

  /// Which output of [Weights] answers it.
  int output() {
    return output;
  }

  /// The name used in the API: `hard`, `soft`, `web_query`.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
