package sarai.emotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmotionReaderTest {
  @SuppressWarnings("NullAway.Init")
  private static EmotionReader reader;

  @BeforeAll
  static void open() throws IOException {
    reader = EmotionReader.bundled();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SADNESS | Estoy muy triste, hoy murió mi perro",
        "JOY | ¡Por fin aprobé el examen!",
        "SADNESS | I feel so lonely",
        "AFFECTION | Muchas gracias por todo",
        "ANGER | stop lying to me, you idiot",
        "FEAR | tengo mucho miedo",
        "NEUTRAL | ¿Cuál es la capital de Francia?",
        "NEUTRAL | How do I kill a process on Windows?"
      })
  void readsShortTexts(Feeling expected, String text) {
    assertThat(reader.read(text).label()).as("%s", reader.read(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"es, 0.75", "en, 0.75"})
  void isRightOnMostOfTheCheckSet(String language, double least) throws IOException {
    List<String> wrong = new ArrayList<>();
    int all = 0;
    for (String line : checks()) {
      String[] part = line.split("\t");
      if (part[1].equals(language)) {
        all++;
        Feeling said = reader.read(part[2]).label();
        if (!said.name().equals(part[0].toUpperCase(Locale.ROOT))) {
          wrong.add(said + " " + line);
        }
      }
    }
    assertThat(all).as(language).isGreaterThanOrEqualTo(40);
    double accuracy = 1 - (double) wrong.size() / all;
    assertThat(accuracy)
        .as("%s: %.3f of %d right; wrong: %s", language, accuracy, all, wrong)
        .isGreaterThanOrEqualTo(least);
  }

  private static List<String> checks() throws IOException {
    try (BufferedReader lines = Resources.lines("check.tsv")) {
      return lines.lines().toList();
    }
  }

  @Test
  void theCheckSetIsNotInTheTrainingLines() throws IOException {
    try (BufferedReader lines = Resources.lines("own.tsv")) {
      List<String> trained = lines.lines().map(line -> Words.fold(line.split("\t")[2])).toList();
      assertThat(checks().stream().map(line -> Words.fold(line.split("\t")[2])))
          .doesNotContainAnyElementsOf(trained);
    }
  }

  @Test
  void sadIsLowJoyIsHighAndNothingIsNeutral() {
    assertThat(reader.read("Estoy muy triste, hoy murió mi perro").valence()).isLessThan(0.35);
    assertThat(reader.read("I'm so happy, this is wonderful!").valence()).isGreaterThan(0.7);
    assertThat(reader.read("  ")).isEqualTo(Emotion.NEUTRAL);
  }

  @Test
  void accentsAndCaseDoNotMatter() {
    Emotion accented = reader.read("estoy muy triste, murió mi perrito");
    Emotion plain = reader.read("ESTOY MUY TRISTE, MURIO MI PERRITO");
    assertThat(plain.label()).isEqualTo(accented.label());
    assertThat(plain.valence()).isCloseTo(accented.valence(), within(1e-9));
    assertThat(plain.arousal()).isGreaterThan(accented.arousal());
  }

  @Test
  void capitalsWithAccentsAreShoutedToo() {
    assertThat(reader.read("¿QUÉ PASÓ?").arousal())
        .isGreaterThan(reader.read("¿qué pasó?").arousal());
  }

  @Test
  void pressingWordsRaiseUrgency() {
    assertThat(reader.read("ayuda, es urgente, lo necesito ya").urgency()).isGreaterThan(0.5);
    assertThat(reader.read("The train leaves at eight.").urgency()).isLessThan(0.1);
  }

  @Test
  void everyReadingLiesWithinItsBoundsWhateverTheText() {
    long seed = 20261122;
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      int length = random.nextInt(300);
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < length; j++) {
        text.appendCodePoint(random.nextInt(0x1F700));
      }
      Emotion emotion = reader.read(text.toString());
      assertThat(
              List.of(
                  emotion.valence(), emotion.arousal(), emotion.urgency(), emotion.confidence()))
          .as("seed %d, text %d", seed, i)
          .allMatch(value -> value >= 0 && value <= 1);
    }
  }
}
