package sarai.engine.whisper;

import java.util.List;
import java.util.stream.Stream;
import sarai.engine.whisper.NextToken.Choice;
import sarai.engine.whisper.NextToken.Said;

/// A text that a search follows. Immutable.
///
/// @param rules what the next token depends on
/// @param logProbability of all its tokens together
/// @param finished whether nothing comes after it
record Hypothesis(List<Choice> choices, Said rules, double logProbability, boolean finished) {
  static final Hypothesis NOTHING = new Hypothesis(List.of(), Said.NOTHING, 0, false);

  Hypothesis {
    choices = List.copyOf(choices);
  }

  Hypothesis with(Choice choice, Said next, boolean last) {
    return new Hypothesis(
        Stream.concat(choices.stream(), Stream.of(choice)).toList(),
        next,
        logProbability + choice.logProbability(),
        last);
  }

  /// Mean natural logarithm of its tokens' probabilities, by which whole texts are compared.
  double mean() {
    return logProbability / Math.max(1, choices.size());
  }

  int lastToken() {
    return choices.getLast().token();
  }
}
