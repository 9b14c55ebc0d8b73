package sarai.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import sarai.route.Evaluation;
import sarai.route.IntentScorer;
import sarai.route.LabelledSentence;
import sarai.route.LabelledSet;
import sarai.route.Scored;

/// How often the router is wrong on its held-out sentences and on those written blind, and how long
/// it takes; the same of a rival over an embedding model, when a server that has one is named.
/// [RouterReport] says more: intervals, calibration, robustness.
final class RouterSuite implements Suite {
  private static final int TEXTS_PER_ROUND = 50;
  private static final double GOAL_MICROS = 1000;

  private final String server;

  /// @param server address of a running server with an embedding model; empty for none
  RouterSuite(String server) {
    this.server = server;
  }

  @Override
  public String name() {
    return "router";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    IntentScorer scorer = IntentScorer.load();
    LabelledSet set = LabelledSet.load();
    List<Row> rows = new ArrayList<>();
    rows.addAll(wrong("", Evaluation.of(scorer, set.test())));
    rows.addAll(wrong("blind, ", Evaluation.of(scorer, RouterReport.blind())));
    rows.add(time(scorer, set, 20, bed.rounds() * TEXTS_PER_ROUND));
    rows.add(time(scorer, set, 2000, bed.rounds() * TEXTS_PER_ROUND));
    if (!server.isEmpty()) {
      EmbeddingVariant.Result rival = new EmbeddingVariant(server).measure(set);
      rows.addAll(wrong("embeddings, ", rival.accuracy()));
      rows.add(
          new Row.Measured(
              "embeddings, one sentence", new Samples("µs", rival.micros()), GOAL_MICROS));
    }
    return rows;
  }

  private static List<Row> wrong(String of, Evaluation evaluation) {
    List<Row> rows = new ArrayList<>();
    evaluation
        .slices()
        .forEach((name, slice) ->
            rows.add(
                new Row.Measured(
                    "wrong, %s%s (%d sentences)".formatted(of, name, slice.count()),
                    new Samples("%", List.of(100 * (1 - slice.accuracy()))),
                    null)));
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
