package sarai.route;

/// A labelled sentence and what a scorer says of it.
public record Scored(LabelledSentence sentence, Scores scores) {
  /// The route that the scores lead to with the default thresholds.
  public Route route() {
    return ScoreRules.DEFAULT.route(scores);
  }

  /// Whether that is the expected route.
  public boolean isRight() {
    return route().equals(sentence.expected());
  }
}
