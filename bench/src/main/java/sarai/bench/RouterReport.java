package sarai.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import sarai.route.Evaluation;
import sarai.route.Intent;
import sarai.route.IntentScorer;
import sarai.route.LabelledSentence;
import sarai.route.LabelledSet;
import sarai.route.Noise;
import sarai.route.Scored;
import sarai.route.Trainer;

/// Measures the router on its held-out sentences: accuracy with 95 % bootstrap intervals,
/// calibration, robustness and time. With `--folds` also retrains by theme, so that every sentence
/// is judged by a model that never saw its theme.
///
/// `java -cp app/target/sarai.jar:bench/target/classes sarai.bench.RouterReport [--folds]`
public final class RouterReport {
  private static final int RESAMPLES = 2000;
  private static final int ROUNDS = 20_000;
  private static final long SEED = 20261122;

  private final IntentScorer scorer = IntentScorer.load();
  private final LabelledSet set = LabelledSet.load();
  private final PrintStream out;

  private RouterReport(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) {
    RouterReport report = new RouterReport(System.out);
    report.heldOut();
    report.robustness("held out", report.set.test());
    report.out.println("written blind (blind.tsv): looked at only as these figures");
    report.print(Evaluation.of(report.scorer, blind()));
    report.robustness("blind", blind());
    report.latency(20);
    report.latency(2000);
    if (List.of(arguments).contains("--folds")) {
      report.folds();
    }
  }

  private void heldOut() {
    out.printf(
        "held out: %d of %d sentences, other themes than the training%n",
        set.test().size(), set.test().size() + set.training().size());
    print(Evaluation.of(scorer, set.test()));
  }

  private void folds() {
    out.println("cross-validated: each sentence by a model that has not seen its theme");
    List<LabelledSentence> all = new ArrayList<>(set.training());
    all.addAll(set.test());
    print(new Evaluation(new Trainer(Trainer.Recipe.DEFAULT).crossValidate(all, Trainer.FOLDS)));
  }

  private void print(Evaluation evaluation) {
    evaluation
        .slices()
        .forEach((name, slice) ->
            out.printf(
                "  %-18s %4d  accuracy %.3f  [%s]%n",
                name, slice.count(), slice.accuracy(), interval(slice)));
    for (Intent intent : Intent.values()) {
      out.printf(
          "  calibration error of %-9s %.3f%n", intent.id(), evaluation.calibrationError(intent));
    }
  }

  /// 95 % interval of a slice's accuracy by resampling its sentences.
  private static String interval(Evaluation.Slice slice) {
    Random random = new Random(SEED);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      int right = 0;
      for (int j = 0; j < slice.count(); j++) {
        right += random.nextInt(slice.count()) < slice.right() ? 1 : 0;
      }
      means[i] = (double) right / slice.count();
    }
    Arrays.sort(means);
    return "%.3f, %.3f".formatted(means[RESAMPLES / 40], means[RESAMPLES - RESAMPLES / 40 - 1]);
  }

  /// Sentences that were written by the labelling guide before this router was tuned.
  static List<LabelledSentence> blind() {
    try (InputStream in =
        Objects.requireNonNull(RouterReport.class.getResourceAsStream("blind.tsv"))) {
      return LabelledSet.read("blind.tsv", new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void robustness(String part, List<LabelledSentence> sentences) {
    Random random = new Random(SEED);
    for (Noise noise : Noise.values()) {
      int same =
          (int)
              sentences.stream()
                  .filter(it -> route(it.text()).equals(route(noise.apply(it.text(), random))))
                  .count();
      Evaluation.Slice slice = new Evaluation.Slice(same, sentences.size());
      out.printf(
          "%s: agreement under %-10s %.3f [%s]%n", part, noise, slice.accuracy(), interval(slice));
    }
    paraphrases(part, sentences);
  }

  private void paraphrases(String part, List<LabelledSentence> sentences) {
    Map<String, List<String>> routes = new TreeMap<>();
    for (LabelledSentence it : sentences) {
      String pair = it.pair();
      if (pair != null) {
        routes.computeIfAbsent(pair, _ -> new ArrayList<>()).add(route(it.text()));
      }
    }
    long pairs = routes.values().stream().filter(it -> it.size() > 1).count();
    long same =
        routes.values().stream()
            .filter(it -> it.size() > 1 && it.stream().distinct().count() == 1)
            .count();
    out.printf("agreement of %s paraphrases %.3f (%d pairs)%n", part, (double) same / pairs, pairs);
  }

  private String route(String text) {
    return new Scored(set.test().getFirst(), scorer.score(text)).route().id();
  }

  private void latency(int length) {
    String all = set.test().stream().map(LabelledSentence::text).collect(Collectors.joining(". "));
    long[] nanos = new long[ROUNDS];
    double sink = 0;
    for (int i = -ROUNDS; i < ROUNDS; i++) {
      int from = Math.floorMod(i * 37, all.length() - length);
      String text = all.substring(from, from + length);
      long start = System.nanoTime();
      sink += new Scored(set.test().getFirst(), scorer.score(text)).route().id().length();
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    out.printf(
        "%5d characters: p50 %.1f µs, p99 %.1f µs (%d texts, check %.0f)%n",
        length, nanos[ROUNDS / 2] / 1e3, nanos[ROUNDS - ROUNDS / 100] / 1e3, ROUNDS, sink);
  }
}
