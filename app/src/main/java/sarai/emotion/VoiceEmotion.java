package sarai.emotion;

/// What loudness, pitch, rate and pauses of a voice tell.
///
/// @param arousal from 0, calm, to 1, excited
/// @param confidence from 0, nothing heard, to 1
public record VoiceEmotion(double arousal, double confidence) {
  public VoiceEmotion {
    if (!(arousal >= 0 && arousal <= 1 && confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException(
          "arousal " + arousal + " and confidence " + confidence + " must lie in [0, 1]");
    }
  }
}
