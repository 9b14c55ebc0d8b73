package sarai.emotion;

import java.util.List;
import java.util.Locale;

/// How well weights do on labelled texts.
final class Scorecard {
  private static final int BINS = 10;

  private final int[] right = new int[Feeling.values().length];
  private final int[] wanted = new int[Feeling.values().length];
  private final int[] said = new int[Feeling.values().length];
  private final double[] confidence = new double[BINS];
  private final int[] hits = new int[BINS];
  private final int[] binned = new int[BINS];
  private int single;
  private int any;
  private final int all;

  Scorecard(Weights weights, List<Sample> samples) {
    all = samples.size();
    for (Sample sample : samples) {
      add(sample, weights.probabilities(sample.features()));
    }
  }

  private void add(Sample sample, double[] probabilities) {
    Feeling best = Feeling.NEUTRAL;
    for (Feeling feeling : Feeling.values()) {
      best = probabilities[feeling.index()] > probabilities[best.index()] ? feeling : best;
    }
    boolean hit = sample.labels().contains(best);
    any += hit ? 1 : 0;
    if (sample.labels().size() > 1) {
      return;
    }
    single++;
    Feeling truth = sample.labels().iterator().next();
    wanted[truth.index()]++;
    said[best.index()]++;
    right[best.index()] += hit ? 1 : 0;
    double sure = probabilities[best.index()];
    int bin = Math.min(BINS - 1, (int) (sure * BINS));
    confidence[bin] += sure;
    hits[bin] += hit ? 1 : 0;
    binned[bin]++;
  }

  double f1(Feeling feeling) {
    int label = feeling.index();
    int sum = wanted[label] + said[label];
    return sum == 0 ? 0 : 2.0 * right[label] / sum;
  }

  /// Mean F1 over the feelings that occur.
  double macroF1() {
    double sum = 0;
    int count = 0;
    for (Feeling feeling : Feeling.values()) {
      if (wanted[feeling.index()] > 0) {
        sum += f1(feeling);
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  double accuracy() {
    int sum = 0;
    for (int one : right) {
      sum += one;
    }
    return single == 0 ? 0 : (double) sum / single;
  }

  /// Expected calibration error over ten bins of equal width.
  double calibrationError() {
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(confidence[bin] - hits[bin]);
    }
    return single == 0 ? 0 : sum / single;
  }

  String text(String language) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "## %s%n%nMacro-F1 %.3f, accuracy %.3f, ECE %.3f over %,d texts; one of the labels hit in "
                + "%.3f of all %,d.%n%n",
            language,
            macroF1(),
            accuracy(),
            calibrationError(),
            single,
            all == 0 ? 0 : (double) any / all,
            all));
    for (Feeling feeling : Feeling.values()) {
      text.append(
          String.format(
              Locale.ROOT,
              "- %s: F1 %.3f of %,d%n",
              feeling.name().toLowerCase(Locale.ROOT),
              f1(feeling),
              wanted[feeling.index()]));
    }
    return text.append('\n').toString();
  }

  /// Mean cross entropy, in nats, against labels that share each text equally.
  static double loss(Weights weights, List<Sample> samples) {
    double sum = 0;
    for (Sample sample : samples) {
      double[] probabilities = weights.probabilities(sample.features());
      for (Feeling feeling : sample.labels()) {
        sum -= Math.log(Math.max(1e-12, probabilities[feeling.index()])) / sample.labels().size();
      }
    }
    return sum / samples.size();
  }
}
