package sarai.emotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EmotionFusionTest {
  private static final Emotion SAD = new Emotion(Feeling.SADNESS, 0.1, 0.3, 0.1, 0.6);

  @Test
  void aSilentVoiceChangesNothing() {
    assertThat(SAD.with(new VoiceEmotion(0.9, 0)).arousal()).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void anExcitedVoiceRaisesArousalAndUrgencyButNotValence() {
    Emotion fused = SAD.with(new VoiceEmotion(0.9, 0.6));
    assertThat(fused.arousal()).isBetween(0.6, 0.75);
    assertThat(fused.urgency()).isGreaterThan(SAD.urgency());
    assertThat(fused.valence()).isEqualTo(SAD.valence());
    assertThat(fused.label()).isEqualTo(Feeling.SADNESS);
  }

  @Test
  void equalOddsAgainstEachOtherMeetInTheMiddle() {
    Emotion text = new Emotion(Feeling.ANGER, 0.5, 0.2, 0, 0.5);
    assertThat(text.with(new VoiceEmotion(0.8, 0.5)).arousal()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void aVoiceOutsideItsBoundsIsRefused() {
    assertThatThrownBy(() -> new VoiceEmotion(1.2, 0.5)).hasMessageContaining("1.2");
  }
}
