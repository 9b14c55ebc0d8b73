package sarai.emotion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /// Of the router's held-out sentences, which this reader was not trained on (ADR 0081).
  @ParameterizedTest
  @CsvSource({"en, 0, 0, 0.03", "es, 0, 0, 0.03", "en, 1, 0.25, 1", "es, 1, 0.25, 1"})
  void plainRequestsAreSeldomToldATone(String language, String soft, double least, double most)
      throws IOException {
    EmotionReader reader = EmotionReader.bundled();
    ToneInstructions tone = ToneInstructions.bundled();
    int all = 0;
    int told = 0;
    for (String line : heldOut()) {
      String[] part = line.split("\t");
      if (part[0].equals(language) && part[2].equals(soft) && part[4].equals("plain")) {
        all++;
        told += tone.choose(reader.read(part[7]), language).isPresent() ? 1 : 0;
      }
    }
    assertThat(all).isGreaterThan(2000);
    assertThat((double) told / all)
        .as("%s, soft %s: %d of %d", language, soft, told, all)
        .isBetween(least, most);
  }

  private static List<String> heldOut() throws IOException {
    String name = "/sarai/route/sentences-test.tsv";
    try (InputStream in = ToneInstructionsTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8).lines().toList();
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
