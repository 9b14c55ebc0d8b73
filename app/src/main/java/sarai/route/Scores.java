package sarai.route;

/// What `classify` says of a text: three independent calibrated probabilities in [0, 1].
///
/// @param hard needs reasoning or special knowledge
/// @param soft carries emotion to be answered
/// @param webQuery needs fresh or external facts
public record Scores(double hard, double soft, double webQuery) {
  public static final Scores NONE = new Scores(0, 0, 0);

  public Scores {
    requireProbability("hard", hard);
    requireProbability("soft", soft);
    requireProbability("web_query", webQuery);
  }

  public double of(Intent intent) {
    return switch (intent) {
      case HARD -> hard;
      case SOFT -> soft;
      case WEB_QUERY -> webQuery;
    };
  }

  double highest() {
    return Math.max(hard, Math.max(soft, webQuery));
  }

  private static void requireProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is " + value + ": a score is in [0, 1]");
    }
  }
}
