package sarai.bench;

import java.util.Locale;

/// How a question is put and its answer judged.
enum QualityTask {
  /// One of several options, by its letter (as MMMU has them).
  CHOICE {
    @Override
    String prompt(QualityQuestion question) {
      StringBuilder prompt = new StringBuilder(question.text());
      for (int i = 0; i < question.options().size(); i++) {
        prompt.append('\n').append(ChosenLetter.letter(i)).append(". ");
        prompt.append(question.options().get(i));
      }
      return prompt
          .append("\n\n")
          .append(
              question.language().equals("es")
                  ? "Responde solo con la letra de la opción correcta."
                  : "Answer with the letter of the right option only.")
          .toString();
    }

    @Override
    boolean right(QualityQuestion question, String answer) {
      return new ChosenLetter(question.options())
          .in(answer)
          .filter(letter -> question.answers().contains(letter))
          .isPresent();
    }
  },

  /// A word or a few, equal to one of the answers but for writing (as VQA compares them).
  EXACT {
    @Override
    boolean right(QualityQuestion question, String answer) {
      PlainAnswer given = PlainAnswer.of(answer);
      return question.answers().stream().map(PlainAnswer::of).anyMatch(given::equals);
    }
  },

  /// A sentence that holds one of the answers, but for writing.
  CONTAINS {
    @Override
    boolean right(QualityQuestion question, String answer) {
      PlainAnswer given = PlainAnswer.of(answer);
      return question.answers().stream().map(PlainAnswer::of).anyMatch(given::contains);
    }
  },

  /// A recording that is written down; judged by its word errors.
  WER {
    @Override
    boolean right(QualityQuestion question, String answer) {
      return errors(question, answer).errors() == 0;
    }
  };

  static QualityTask of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /// What the model is asked.
  String prompt(QualityQuestion question) {
    return question.text();
  }

  abstract boolean right(QualityQuestion question, String answer);

  static WordErrors errors(QualityQuestion question, String answer) {
    return WordErrors.between(question.answers().getFirst(), answer, question.language());
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
