package sarai.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `classify`: three calibrated scores and the language of a text, by weights over hashed features,
/// direct ones and those of a [HiddenLayer]. Thread-safe; microseconds a text, memory of two copies
/// of it: folded, and with its slips put right.
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
    sums.finish();
    Scores scores = new Scores(sums.probability(0), sums.probability(1), sums.probability(2));
    Language language = sums.probability(Weights.SPANISH) >= 0.5 ? Language.ES : Language.EN;
    return new Classification(scores, language, familiarity(typed));
  }

  Weights weights() {
    return weights;
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
    private final NeuronSums neurons;
    private final int[] counts = new int[Group.COUNT];
    private double[] hidden = new double[Weights.OUTPUTS];

    Sums(Weights weights) {
      this.weights = weights;
      this.neurons = new NeuronSums(weights.hidden());
    }

    @Override
    public void feature(int bucket, int group, int start, int end) {
      counts[group]++;
      weights.addTo(bucket, sums, group * Weights.OUTPUTS);
      neurons.add(bucket, group);
    }

    /// To be called once, when the text has been read.
    void finish() {
      hidden = weights.hidden().logits(neurons.sums(counts));
    }

    double probability(int index) {
      Weights.Output output = weights.output(index);
      double logit = output.bias() + hidden[index];
      for (int group = 0; group < Group.COUNT; group++) {
        int sum = sums[group * Weights.OUTPUTS + index];
        logit += sum == 0 ? 0 : sum * output.scale() * Group.value(group, counts[group]);
      }
      return output.probability(logit);
    }
  }

  /// Adds the cells of the hidden layer up by group and neuron.
  private static final class NeuronSums {
    private final HiddenLayer.Total[] groups = new HiddenLayer.Total[Group.COUNT];
    private final int neurons;

    NeuronSums(HiddenLayer hidden) {
      Arrays.setAll(groups, _ -> hidden.new Total());
      neurons = hidden.size();
    }

    void add(int bucket, int group) {
      groups[group].add(bucket);
    }

    /// Each neuron's sum over the groups.
    ///
    /// @param counts features by group
    float[] sums(int[] counts) {
      float[] sums = new float[neurons];
      for (int group = 0; group < Group.COUNT; group++) {
        groups[group].addTo(sums, Group.value(group, Math.max(1, counts[group])));
      }
      return sums;
    }
  }

  /// Adds weights up by what a person can read: words, pairs of words, marks.
  private static final class Explanation implements Features.Sink {
    private record Part(int bucket, int group, int start, int end) {}

    private final Weights weights;
    private final Marks marks;
    private final int output;
    private final List<Part> parts = new ArrayList<>();
    private final NeuronSums neurons;
    private final int[] counts = new int[Group.COUNT];

    Explanation(Weights weights, Marks marks, Intent intent) {
      this.weights = weights;
      this.marks = marks;
      this.output = intent.output();
      this.neurons = new NeuronSums(weights.hidden());
    }

    @Override
    public void feature(int bucket, int group, int start, int end) {
      counts[group]++;
      neurons.add(bucket, group);
      parts.add(new Part(bucket, group, start, end));
    }

    List<Contribution> strongest(FoldedText text, int top) {
      Map<String, Double> byName = new HashMap<>();
      double[] worth = weights.hidden().worth(neurons.sums(counts), output);
      for (Part part : parts) {
        double weight =
            weights.weight(part.bucket, output) + weights.hidden().share(part.bucket, worth);
        double logit = weight * Group.value(part.group, counts[part.group]);
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
