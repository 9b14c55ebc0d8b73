package sarai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | a b c d | a b c d | 0 | 0 | 0",
        "en | a b c d | a x c d | 1 | 0 | 0",
        "en | a b c d | a c d | 0 | 1 | 0",
        "en | a b c d | a b b c d | 0 | 0 | 1",
        "en | a b c d | '' | 0 | 4 | 0",
        "en | '' | invented words | 0 | 0 | 2",
        "en | a b c d e | x a b d y | 1 | 1 | 1",
        "es | tiene muy poca asistencia | tienen muy pocasistencia | 2 | 1 | 0"
      })
  void knownAlignmentsAreCountedByKind(
      String language, String reference, String heard, int changed, int lost, int added) {
    WordErrors errors = WordErrors.between(reference, heard, language);
    assertThat(errors.substitutions()).as("substitutions").isEqualTo(changed);
    assertThat(errors.deletions()).as("deletions").isEqualTo(lost);
    assertThat(errors.insertions()).as("insertions").isEqualTo(added);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | Mr. Quilter's gospel! | mister quilter's gospel",
        "en | platform seven, half-past ten | Platform 7 half past 10.",
        "es | ¿Necesitas seis huevos? | necesitas 6 huevos",
        "es | cafe\u0301 | café",
        "es | treinta | 30"
      })
  void writingIsForgiven(String language, String reference, String heard) {
    assertThat(WordErrors.between(reference, heard, language).errors()).isZero();
  }

  @Test
  void accentsAreNotForgiven() {
    assertThat(WordErrors.between("está aquí", "esta aquí", "es").substitutions()).isEqualTo(1);
  }

  @Test
  void ratesAreOverTheWordsOfTheReference() {
    WordErrors one = WordErrors.between("a b c d", "a b c x", "en");
    assertThat(one.rate()).isEqualTo(0.25);
    assertThat(one.plus(one)).isEqualTo(new WordErrors(2, 0, 0, 8));
    assertThat(WordErrors.between("", "a", "en").rate()).isEqualTo(1);
  }
}
