package sarai.emotion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ToneInstructionsTest {
  private static Emotion felt(Feeling label, double urgency, double confidence) {
    return new Emotion(label, 0.5, 0.5, urgency, confidence);
  }

  @Test
  void aNeutralOrUnsureReadingAsksForNothing() throws IOException {
    ToneInstructions tone = ToneInstructions.bundled();
    assertThat(tone.choose(felt(Feeling.NEUTRAL, 0, 0.9), "es")).isEmpty();
    assertThat(tone.choose(felt(Feeling.SURPRISE, 0, 0.9), "es")).isEmpty();
    assertThat(tone.choose(felt(Feeling.SADNESS, 0, 0.3), "es")).isEmpty();
  }

  @Test
  void eachInstructionProtectsFactsCodeAndCitations() throws IOException {
    ToneInstructions tone = ToneInstructions.bundled();
    for (Feeling feeling : Feeling.values()) {
      tone.choose(felt(feeling, 0.8, 0.9), "es")
          .ifPresent(
              text -> assertThat(text).endsWith("no cambia los datos, el código ni las citas."));
      tone.choose(felt(feeling, 0.8, 0.9), "en")
          .ifPresent(text -> assertThat(text).endsWith("never changes facts, code or citations."));
    }
  }

  @Test
  void speaksTheUsersLanguageAndAddsHaste() throws IOException {
    ToneInstructions tone = ToneInstructions.bundled();
    assertThat(tone.choose(felt(Feeling.SADNESS, 0, 0.9), "es"))
        .hasValueSatisfying(text -> assertThat(text).contains("triste").doesNotContain("prisa"));
    assertThat(tone.choose(felt(Feeling.FEAR, 0.9, 0.9), "en"))
        .hasValueSatisfying(text -> assertThat(text).contains("worried").contains("hurry"));
    assertThat(tone.choose(felt(Feeling.NEUTRAL, 0.9, 0.9), "en")).isPresent();
  }
}
