package sarai.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// The word errors of several recordings together: errors of all over words of all. Immutable.
///
/// @param recordings each with its own; at least one
record WordErrorRate(List<WordErrors> recordings) {
  private static final int DRAWS = 2000;

  WordErrorRate {
    if (recordings.isEmpty()) {
      throw new IllegalArgumentException("no recording");
    }
    recordings = List.copyOf(recordings);
  }

  WordErrors total() {
    return recordings.stream().reduce(new WordErrors(0, 0, 0, 0), WordErrors::plus);
  }

  /// The rate of all in %, with the middle 95 % of what sets drawn from these recordings (with
  /// putting back) would give. Few recordings make it wide, and of one it says nothing.
  Row.Estimate row(String name, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Double> rates = new ArrayList<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      WordErrors drawn = new WordErrors(0, 0, 0, 0);
      for (int i = 0; i < recordings.size(); i++) {
        drawn = drawn.plus(recordings.get(random.nextInt(recordings.size())));
      }
      rates.add(100 * drawn.rate());
    }
    Samples samples = new Samples("%", rates);
    WordErrors total = total();
    String detail =
        String.format(
            Locale.ROOT,
            "%d changed, %d lost, %d invented of %d words in %d recordings",
            total.substitutions(),
            total.deletions(),
            total.insertions(),
            total.words(),
            recordings.size());
    return new Row.Estimate(
        name, 100 * total.rate(), samples.quantile(0.025), samples.quantile(0.975), detail);
  }
}
