package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.engine.SpeechModel.Segment;

class SpeechRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "  ", " [Música]", "(birds chirping)", "♪ ♪", "*music*", " [BLANK_AUDIO]"})
  void marksAreNothing(String text) {
    assertThat(RepetitionGuard.clean(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Thank you. Thank you. Thank you. Thank you. Thank you. | Thank you.",
        "no, no, no, no, no, no me digas | no me digas",
        "muy bien muy bien muy bien muy bien | muy bien",
        "él, él, él, él, él me lo dijo | él me lo dijo"
      })
  void loopsAreSaidOnce(String text, String expected) {
    assertThat(RepetitionGuard.clean(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No, no, no, that is not what I said.",
        "Las arenas son blanquecinas (de grano medio).",
        "ask not what your country can do for you, ask what you can do for your country.",
        "ha ha"
      })
  void ordinarySpeechIsLeftAlone(String text) {
    assertThat(RepetitionGuard.clean(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "What a crocodile sounds like., what a crocodile sounds like..., 0.44, true",
    "Ask what you can do to your country., To your country., 0.1, true",
    "What a crocodile sounds like., What a crocodile sounds like., 2, false",
    "Sí., Sí., 0.5, false",
    "Ask not., What your country can do for you., 0.2, false"
  })
  void onlyWhatIsSaidAgainInNoTimeIsAnEcho(
      String before, String text, double seconds, boolean echo) {
    Segment said = new Segment(1, 4, before);
    assertThat(RepetitionGuard.isEcho(said, new Segment(4, 4 + seconds, text))).isEqualTo(echo);
  }

  @Test
  void whatCompressesTooWellIsDropped() {
    String[] words = {"gracias ", "por ", "ver ", "el "};
    StringBuilder babble = new StringBuilder();
    new Random(3).ints(60, 0, words.length).forEach(i -> babble.append(words[i]));
    assertThat(RepetitionGuard.clean(babble.toString())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 128, 256",
    "16000, 128, 256",
    "61440, 256, 256",
    "61441, 320, 512",
    "80000, 320, 512",
    "176000, 640, 768",
    "464000, 1500, 1500",
    "480000, 1500, 1500"
  })
  void theAudioContextFollowsTheSpanInTheStepsOfItsLibrary(int samples, int fine, int coarse) {
    int needed = AudioContext.of(samples);
    assertThat(AudioContext.roundedUp(needed, 64)).isEqualTo(fine);
    assertThat(AudioContext.roundedUp(needed, 256)).isEqualTo(coarse);
  }

  @ParameterizedTest
  @CsvSource({
    "Las arenas son blanquecinas, -0.08, true",
    "Las arenas son blancesinas, -0.41, false",
    "gracias gracias gracias gracias gracias, -0.01, false",
    "[Música], -0.01, false",
    "'', NaN, false"
  })
  void firstWordsAreTakenWhereTheyAreSureAndSaidOnce(String text, double mean, boolean sure) {
    Reading reading = new Reading("es", List.of(new Segment(0, 2, text)), mean);
    assertThat(reading.isSure()).isEqualTo(sure);
  }

  @ParameterizedTest
  @CsvSource({"es, es", "en, en", "gl, es", "pt, es", "cy, en", "ja, en", ", es"})
  void aLanguageThatIsNotAllowedStandsForItsNeighbour(String detected, String expected) {
    assertThat(new Languages(List.of("es", "en")).nearest(detected)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xx", "español", "ES", ""})
  void aLanguageThatWhisperDoesNotKnowIsNamed(String told) {
    assertThatThrownBy(() -> Languages.of(List.of("es", told)))
        .hasMessageContaining('"' + told + '"');
  }

  @Test
  void footprintsGrowWithTheLayersAndTheWidth() {
    long base = new GgmlHeader(51_865, 1500, 512, 8, 6, 448, 6, 80).footprint().peak().value();
    long small = new GgmlHeader(51_865, 1500, 768, 12, 12, 448, 12, 80).footprint().peak().value();
    assertThat(base).isBetween(410_000_000L, 450_000_000L);
    assertThat(small).isGreaterThan(2 * base);
  }
}
