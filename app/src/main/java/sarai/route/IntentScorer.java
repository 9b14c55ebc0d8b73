package sarai.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `classify`: three calibrated scores and the language of a text, by a linear model over hashed
/// features. Thread-safe; microseconds a text, memory of a folded copy of it.
public final class IntentScorer {
  private final Weights weights;
  private final Features features;

  public IntentScorer(Weights weights) {
    this.weights = weights;
    this.features = new Features(Lexicon.load(), new Spelling(weights.vocabulary().words()));
  }

  /// The scorer with the weights that ship with the program.
  public static IntentScorer load() {
    return new IntentScorer(Weights.load());
  }

  public Scores score(String text) {
    return classify(text).scores();
  }

  /// Everything `classify` finds out.
  public Classification classify(String text) {
    Sums sums = new Sums(weights);
    FoldedText typed = FoldedText.of(text);
    features.extract(typed, sums);
    Scores scores = new Scores(sums.probability(0), sums.probability(1), sums.probability(2));
    Language language = sums.probability(Weights.SPANISH) >= 0.5 ? Language.ES : Language.EN;
    return new Classification(scores, language, familiarity(typed));
  }

  /// The features of a text, for learning.
  public FeatureVector features(String text) {
    return FeatureVector.of(features, text);
  }

  /// The `top` features that moved a score most, strongest first. The character sequences of a word
  /// count with the word.
  public List<Contribution> explain(String text, Intent intent, int top) {
    Explanation sink = new Explanation(weights, features.marks(), intent);
    return sink.strongest(features.extract(FoldedText.of(text), sink), top);
  }

  /// The share of three-letter sequences that occur in the sentences of the training.
  private double familiarity(FoldedText folded) {
    int known = 0;
    int all = 0;
    for (int i = 0; i + 3 <= folded.length(); i++) {
      all++;
      known += weights.vocabulary().knows(Trigram.at(folded.chars(), i)) ? 1 : 0;
    }
    return all == 0 ? 0 : (double) known / all;
  }

  /// Adds weights up by group and output.
  private static final class Sums implements Features.Sink {
    private final Weights weights;
    private final int[] sums = new int[Group.COUNT * Weights.OUTPUTS];
    private final int[] counts = new int[Group.COUNT];

    Sums(Weights weights) {
      this.weights = weights;
    }

    @Override
    public void feature(int bucket, int group, int start, int end) {
      counts[group]++;
      weights.addTo(bucket, sums, group * Weights.OUTPUTS);
    }

    double probability(int index) {
      Weights.Output output = weights.output(index);
      double logit = output.bias();
      for (int group = 0; group < Group.COUNT; group++) {
        int sum = sums[group * Weights.OUTPUTS + index];
        logit += sum == 0 ? 0 : sum * output.scale() * Group.value(group, counts[group]);
      }
      return output.probability(logit);
    }
  }

  /// Adds weights up by what a person can read: words, pairs of words, marks.
  private static final class Explanation implements Features.Sink {
    private record Part(int group, int start, int end, double weight) {}

    private final Weights weights;
    private final Marks marks;
    private final int output;
    private final List<Part> parts = new ArrayList<>();
    private final int[] counts = new int[Group.COUNT];

    Explanation(Weights weights, Marks marks, Intent intent) {
      this.weights = weights;
      this.marks = marks;
      this.output = intent.output();
    }

    @Override
    public void feature(int bucket, int group, int start, int end) {
      counts[group]++;
      parts.add(new Part(group, start, end, weights.weight(bucket, output)));
    }

    List<Contribution> strongest(FoldedText text, int top) {
      Map<String, Double> byName = new HashMap<>();
      for (Part part : parts) {
        double logit = part.weight * Group.value(part.group, counts[part.group]);
        byName.merge(name(part, text), logit, Double::sum);
      }
      return byName.entrySet().stream()
          .map(entry -> new Contribution(entry.getKey(), entry.getValue()))
          .sorted(
              Comparator.comparingDouble((Contribution it) -> -Math.abs(it.logit()))
                  .thenComparing(Contribution::feature))
          .limit(top)
          .toList();
    }

    private String name(Part part, FoldedText text) {
      if (part.group == Group.MARK) {
        return marks.name(part.start);
      }
      int start = part.start;
      int end = part.end;
      if (part.group == Group.GRAM) {
        while (start > 0 && text.chars()[start - 1] != ' ' && text.chars()[start] != ' ') {
          start--;
        }
        while (text.chars()[end - 1] != ' ' && text.chars()[end] != ' ') {
          end++;
        }
      }
      return new String(text.chars(), start, end - start).strip();
    }
  }
}
