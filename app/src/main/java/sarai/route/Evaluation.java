package sarai.route;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How good scores are: route accuracy by slice, calibration error and Brier score. Immutable.
///
/// @param scored sentences with what a scorer says of them
public record Evaluation(List<Scored> scored) {
  private static final int BINS = 10;

  public Evaluation {
    scored = List.copyOf(scored);
  }

  /// Scores sentences.
  public static Evaluation of(IntentScorer scorer, List<LabelledSentence> sentences) {
    return new Evaluation(
        sentences.stream().map(it -> new Scored(it, scorer.score(it.text()))).toList());
  }

  /// @param right how many took the expected route
  public record Slice(int right, int count) {
    /// 0 when there is no sentence, so that no bound holds of an empty slice.
    public double accuracy() {
      return count == 0 ? 0 : (double) right / count;
    }

    Slice with(boolean correct) {
      return new Slice(right + (correct ? 1 : 0), count + 1);
    }
  }

  /// Accuracy overall and by language, kind and expected route, by name.
  public Map<String, Slice> slices() {
    Map<String, Slice> slices = new TreeMap<>();
    for (Scored it : scored) {
      LabelledSentence sentence = it.sentence();
      boolean right = it.isRight();
      for (String name :
          List.of(
              "all",
              "language " + sentence.language().code(),
              "kind " + sentence.kind().id(),
              "route " + sentence.expected().id())) {
        slices.merge(name, new Slice(right ? 1 : 0, 1), (old, _) -> old.with(right));
      }
    }
    return slices;
  }

  /// One slice by its name in [#slices()]; empty when there is no such sentence.
  public Slice slice(String name) {
    return slices().getOrDefault(name, new Slice(0, 0));
  }

  /// Expected calibration error over ten bins of equal width; half labels are left out.
  public double calibrationError(Intent intent) {
    double[] gaps = new double[BINS];
    int all = 0;
    for (Scored it : scored) {
      double label = it.sentence().label(intent);
      if (label != 0.5) {
        double score = it.scores().of(intent);
        int bin = (int) Math.min(BINS - 1, score * BINS);
        gaps[bin] += score - label;
        all++;
      }
    }
    double error = 0;
    for (double gap : gaps) {
      error += Math.abs(gap) / Math.max(1, all);
    }
    return error;
  }

  /// Mean squared distance of the scores from the labels; lower is better.
  public double brier() {
    double sum = 0;
    for (Scored it : scored) {
      for (Intent intent : Intent.values()) {
        sum += Math.pow(it.scores().of(intent) - it.sentence().label(intent), 2);
      }
    }
    return scored.isEmpty() ? 0 : sum / scored.size();
  }
}
