package sarai.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QualityTest {
  private static final List<String> OPTIONS = List.of("a red circle", "a blue square", "a cat");
  private static final Path BUNDLED =
      Path.of(System.getProperty("sarai.root", "..")).resolve("samples/quality");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "B | B",
        "b. | B",
        "(C) | C",
        "**B** | B",
        "B. a blue square | B",
        "B) because it is blue | B",
        "The answer is B. | B",
        "The correct answer is: (C) | C",
        "A cat is not blue, so the answer is B. | B",
        "A is wrong. The answer is A? No: the answer is C | C",
        "La respuesta correcta es la B. | B",
        "Respuesta: C | C",
        "Opción B | B",
        "Option A and nothing else | A",
        "I choose C because of its tail | C",
        "It is a blue square. | B",
        "Veo a blue square | B",
        "A red circle moves right. | A",
        "It could be a red circle or a cat. | –",
        "The answer is D. | –",
        "I do not know. | –",
        "'' | –"
      })
  void letterIsFoundInProseOrNotAtAll(String answer, String letter) {
    assertThat(new ChosenLetter(OPTIONS).in(answer).orElse("–")).isEqualTo(letter);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Two | 2 | true",
        "the red circle. | Red circle | true",
        "Un círculo rojo | circulo rojo | true",
        "1,5 | 1.5 | true",
        "red circles | red circle | false",
        "circle red | red circle | false",
        "a red circle and a cat | red circle | false"
      })
  void exactForgivesWritingOnly(String answer, String truth, boolean right) {
    assertThat(QualityTask.EXACT.right(question(QualityTask.EXACT, truth), answer))
        .isEqualTo(right);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "I see a red circle. | red circle | true",
        "There are two objects. | 2 | true",
        "It moves upwards | up | false",
        "A bored circle | red circle | false"
      })
  void containsCountsWholeWords(String answer, String truth, boolean right) {
    assertThat(QualityTask.CONTAINS.right(question(QualityTask.CONTAINS, truth), answer))
        .isEqualTo(right);
  }

  private static QualityQuestion question(QualityTask task, String truth) {
    return new QualityQuestion("q", task, Map.of(), "?", List.of(), List.of(truth), "en");
  }

  /// Wilson's interval as published tables have it (Newcombe 1998: 81 of 263, 15 of 148, 0 of 20).
  @ParameterizedTest
  @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0, 0.1611"})
  void intervalIsTheOneOfTheTables(int right, int of, double low, double high) {
    Proportion proportion = new Proportion(right, of);
    assertThat(proportion.low()).isCloseTo(low, within(5e-5));
    assertThat(proportion.high()).isCloseTo(high, within(5e-5));
  }

  @Test
  void wordErrorsOfAllAreOverTheWordsOfAllWithAnIntervalAroundThem() {
    WordErrorRate rate =
        new WordErrorRate(
            List.of(
                new WordErrors(1, 0, 0, 10),
                new WordErrors(0, 0, 0, 30),
                new WordErrors(3, 0, 0, 10)));
    Row.Estimate row = rate.row("wer", 7);
    assertThat(row.value()).isEqualTo(8);
    assertThat(row.low()).isBetween(0.0, 8.0);
    assertThat(row.high()).isBetween(8.0, 30.0);
    assertThat(rate.row("wer", 7)).isEqualTo(row);
  }

  @Test
  void choiceIsPutAsOptionsWithLetters() {
    QualityQuestion choice =
        new QualityQuestion(
            "q", QualityTask.CHOICE, Map.of(), "Which?", OPTIONS, List.of("B"), "en");
    assertThat(QualityTask.CHOICE.prompt(choice))
        .contains("Which?\nA. a red circle\nB. a blue square\nC. a cat\n")
        .endsWith("Answer with the letter of the right option only.");
  }

  @Test
  void interruptedRunGoesOnWhereItStoppedAndAsksNothingTwice() throws IOException {
    QualityRun run = new QualityRun(new AnswerFile(folder.resolve("r.jsonl")), "m", 1);
    List<QualityQuestion> questions = numbered(5);
    List<String> asked = new ArrayList<>();
    QualityRun.Asker failsAtThird =
        question -> {
          if (asked.size() == 2) {
            throw new IOException("gone");
          }
          return given(question, asked, "word");
        };
    assertThat(run.ask(questions.subList(0, 3), failsAtThird)).containsOnlyKeys("q2");
    Files.writeString(folder.resolve("r.jsonl"), "{\"id\":\"q2\",\"ask", StandardOpenOption.APPEND);

    asked.clear();
    assertThat(run.ask(run.open(questions), question -> given(question, asked, "no"))).isEmpty();

    assertThat(asked).containsExactly("q2", "q3", "q4");
    assertThat(run.open(questions)).isEmpty();
    assertThat(run.judged(questions).getFirst())
        .isEqualTo(Row.Estimate.wrong("wrong, exact", new Proportion(2, 5)));
  }

  @Test
  void answersOfAnotherModelDoNotCount() throws IOException {
    AnswerFile file = new AnswerFile(folder.resolve("r.jsonl"));
    List<QualityQuestion> questions = numbered(2);
    new QualityRun(file, "one", 1)
        .ask(
            questions, question -> new AnswerFile.Given(question.id(), "one", "one", "word", 1, 0));
    assertThat(new QualityRun(file, "one", 1).open(questions)).isEmpty();
    assertThat(new QualityRun(file, "other", 1).open(questions)).isEqualTo(questions);
  }

  private static AnswerFile.Given given(
      QualityQuestion question, List<String> asked, String answer) {
    asked.add(question.id());
    return new AnswerFile.Given(question.id(), "m", "m", answer, 1, 0);
  }

  private static List<QualityQuestion> numbered(int count) {
    List<QualityQuestion> questions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      questions.add(
          new QualityQuestion(
              "q" + i, QualityTask.EXACT, Map.of(), "?", List.of(), List.of("word"), "en"));
    }
    return questions;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"a\"} | line 1: 'task' is missing",
        "{\"id\":\"a\",\"task\":\"exact\"} | line 1: 'a' has no 'answer'",
        "{\"id\":\"a\",\"task\":\"choice\",\"answer\":\"A\"} | fewer than two 'options'",
        "{\"id\":\"a\",\"task\":\"exact\",\"answer\":\"A\",\"image\":\"no.png\"} | there is no file",
        "{\"id\":\"a\",\"task\":\"wer\",\"answer\":\"A\"} | 'a' has no 'audio'",
        "{ | line 1"
      })
  void folderThatCannotBeUnderstoodIsToldWithItsLine(String line, String said) throws IOException {
    Files.writeString(folder.resolve(QualityQuestion.FILE), line + "\n");
    assertThatIOException()
        .isThrownBy(() -> QualityQuestion.read(folder))
        .withMessageContaining(said);
  }

  @Test
  void bundledFolderHasEveryTaskAndKindInBothLanguages() throws IOException {
    List<QualityQuestion> questions = QualityQuestion.read(BUNDLED);
    assertThat(questions).extracting(QualityQuestion::task).contains(QualityTask.values());
    assertThat(questions).extracting(QualityQuestion::language).contains("es", "en");
    assertThat(questions.stream().flatMap(it -> it.media().keySet().stream()).distinct())
        .containsExactlyInAnyOrder("image_url", "video_url", "input_audio");
    for (QualityQuestion question : questions) {
      assertThat(question.body("sarai", 8)).contains("base64,").contains("\"max_tokens\":8");
    }
  }
}
