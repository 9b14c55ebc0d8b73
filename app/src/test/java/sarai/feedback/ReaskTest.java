package sarai.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReaskTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "¿Cómo configuro el proxy en Maven? | como se configura un proxy en maven",
        "What is the capital of Australia? | what's the capital city of Australia",
        "Resume el informe de ventas | resúmeme el informe de ventas por favor",
        "how do I revert a git commit | how can I revert the last git commit?",
        "¿Qué tiempo hará mañana? | ¿Qué tiempo hará mañana?"
      })
  void seesARephrasedQuestion(String previous, String next) {
    assertThat(Reask.rephrases(previous, next))
        .as("%.2f", Reask.similarity(previous, next))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "¿Cómo configuro el proxy en Maven? | gracias, ¿y en Gradle?",
        "What is the capital of Australia? | Write a poem about the sea",
        "Resume el informe de ventas | ¿Quién escribió el Quijote?",
        "sí | sí",
        "ok thanks | now translate it to French",
        "'' | ''"
      })
  void letsOtherQuestionsPass(String previous, String next) {
    assertThat(Reask.rephrases(previous, next))
        .as("%.2f", Reask.similarity(previous, next))
        .isFalse();
  }
}
