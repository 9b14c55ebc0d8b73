package sarai.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Asks the questions that have no answer yet, keeps each answer as it comes, and judges all.
///
/// @param asked who is asked with what: answers that others gave do not count
/// @param seed of the intervals
record QualityRun(AnswerFile file, String asked, long seed) {
  /// Who answers.
  interface Asker {
    /// @throws IOException when there is no answer; the question stays open
    AnswerFile.Given ask(QualityQuestion question) throws IOException;
  }

  List<QualityQuestion> open(List<QualityQuestion> questions) throws IOException {
    Map<String, AnswerFile.Given> given = file.given(asked);
    return questions.stream().filter(it -> !given.containsKey(it.id())).toList();
  }

  /// @return why questions stayed without an answer, by their id
  Map<String, String> ask(List<QualityQuestion> open, Asker asker) throws IOException {
    Map<String, String> failures = new LinkedHashMap<>();
    for (QualityQuestion question : open) {
      AnswerFile.Given answer;
      try {
        answer = asker.ask(question);
      } catch (IOException e) {
        failures.put(question.id(), String.valueOf(e.getMessage()));
        continue;
      }
      file.append(answer);
    }
    return failures;
  }

  /// What the answers of the file are worth; a row for each kind of task.
  List<Row> judged(List<QualityQuestion> questions) throws IOException {
    Map<String, AnswerFile.Given> given = file.given(asked);
    Map<QualityTask, List<QualityQuestion>> tasks = new EnumMap<>(QualityTask.class);
    List<Double> seconds = new ArrayList<>();
    for (QualityQuestion question : questions) {
      AnswerFile.Given answer = given.get(question.id());
      if (answer != null) {
        tasks.computeIfAbsent(question.task(), _ -> new ArrayList<>()).add(question);
        seconds.add(answer.seconds());
      }
    }
    List<Row> rows = new ArrayList<>();
    tasks.forEach((task, some) -> rows.add(row(task, some, given)));
    if (!seconds.isEmpty()) {
      rows.add(new Row.Measured("time for an answer", new Samples("s", seconds), null));
    }
    return rows;
  }

  private Row row(
      QualityTask task, List<QualityQuestion> questions, Map<String, AnswerFile.Given> given) {
    if (task == QualityTask.WER) {
      List<WordErrors> errors =
          questions.stream().map(it -> QualityTask.errors(it, answer(it, given))).toList();
      return new WordErrorRate(errors).row("word error rate", seed);
    }
    int right = (int) questions.stream().filter(it -> task.right(it, answer(it, given))).count();
    return Row.Estimate.wrong("wrong, " + task.id(), new Proportion(right, questions.size()));
  }

  private static String answer(QualityQuestion question, Map<String, AnswerFile.Given> given) {
    AnswerFile.Given answer = given.get(question.id());
    return answer == null ? "" : answer.answer();
  }
}
