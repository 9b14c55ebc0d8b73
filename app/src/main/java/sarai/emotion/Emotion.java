package sarai.emotion;

/// A soft reading of how somebody seems to feel; no claim about their mind. Immutable.
///
/// @param label the likeliest feeling
/// @param valence from 0, unpleasant, over 0.5, neutral, to 1, pleasant
/// @param arousal from 0, calm, to 1, excited
/// @param urgency from 0 to 1
/// @param confidence calibrated probability of the label
public record Emotion(
    Feeling label, double valence, double arousal, double urgency, double confidence) {
  private static final double EDGE = 0.01;

  /// Nothing known.
  public static final Emotion NEUTRAL = new Emotion(Feeling.NEUTRAL, 0.5, 0.3, 0, 0);

  /// The share of urgency that distress carries: excited and unpleasant at once.
  static double distress(double valence, double arousal) {
    return 0.4 * arousal * 2 * Math.max(0, 0.5 - valence);
  }

  /// The same with the voice heard: arousals are averaged as log-odds, weighted by their
  /// confidences; urgency moves with the distress. Valence and label stay the text's, since the
  /// sound tells little about them.
  public Emotion with(VoiceEmotion voice) {
    double weight = confidence + voice.confidence();
    if (weight == 0) {
      return this;
    }
    double logOdds =
        (confidence * logit(arousal) + voice.confidence() * logit(voice.arousal())) / weight;
    double fused = 1 / (1 + Math.exp(-logOdds));
    double moved = urgency + distress(valence, fused) - distress(valence, arousal);
    return new Emotion(label, valence, fused, Math.clamp(moved, 0, 1), confidence);
  }

  private static double logit(double probability) {
    double inside = Math.clamp(probability, EDGE, 1 - EDGE);
    return Math.log(inside / (1 - inside));
  }
}
