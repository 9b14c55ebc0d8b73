package sarai.emotion;

/// What a text seems to express. Valence and arousal are this project's own placements on Russell's
/// circumplex, in [0, 1]; a valence of 0.5 is neutral.
public enum Feeling {
  NEUTRAL(0, 0.5, 0.3),
  JOY(1, 0.95, 0.65),
  /// Love, care and gratitude.
  AFFECTION(2, 0.9, 0.4),
  SADNESS(3, 0.05, 0.3),
  ANGER(4, 0.1, 0.85),
  FEAR(5, 0.15, 0.8),
  DISGUST(6, 0.15, 0.5),
  SURPRISE(7, 0.55, 0.75);

  private final int index;
  private final double valence;
  private final double arousal;

  Feeling(int index, double valence, double arousal) {
    this.index = index;
    this.valence = valence;
    this.arousal = arousal;
  }

  /// Its place in the weights file.
  int index() {
    return index;
  }

  double valence() {
    return valence;
  }

  double arousal() {
    return arousal;
  }
}
