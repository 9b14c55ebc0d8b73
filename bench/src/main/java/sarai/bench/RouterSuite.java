package sarai.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import sarai.route.Evaluation;
import sarai.route.IntentScorer;
import sarai.route.LabelledSentence;
import sarai.route.LabelledSet;
import sarai.route.Scored;

/// How often the router is wrong on its held-out sentences, and how long it takes. [RouterReport]
/// says more: intervals, calibration, robustness.
final class RouterSuite implements Suite {
  private static final int TEXTS_PER_ROUND = 50;
  private static final double GOAL_MICROS = 1000;

  @Override
  public String name() {
    return "router";
  }

  @Override
  public List<Row> run(Bed bed) {
    IntentScorer scorer = IntentScorer.load();
    LabelledSet set = LabelledSet.load();
    List<Row> rows = new ArrayList<>();
    Evaluation.of(scorer, set.test())
        .slices()
        .forEach((name, slice) ->
            rows.add(
                new Row.Measured(
                    "wrong, %s (%d sentences)".formatted(name, slice.count()),
                    new Samples("%", List.of(100 * (1 - slice.accuracy()))),
                    null)));
    rows.add(time(scorer, set, 20, bed.rounds() * TEXTS_PER_ROUND));
    rows.add(time(scorer, set, 2000, bed.rounds() * TEXTS_PER_ROUND));
    return rows;
  }

  private static Row time(IntentScorer scorer, LabelledSet set, int length, int texts) {
    String all = set.test().stream().map(LabelledSentence::text).collect(Collectors.joining(". "));
    List<Double> micros = new ArrayList<>();
    for (int i = -texts; i < texts; i++) {
      int from = Math.floorMod(i * 37, all.length() - length);
      String text = all.substring(from, from + length);
      long start = System.nanoTime();
      String route = new Scored(set.test().getFirst(), scorer.score(text)).route().id();
      if (i >= 0 && !route.isEmpty()) {
        micros.add((System.nanoTime() - start) / 1e3);
      }
    }
    return new Row.Measured(
        "decision for %d characters".formatted(length), new Samples("µs", micros), GOAL_MICROS);
  }
}
