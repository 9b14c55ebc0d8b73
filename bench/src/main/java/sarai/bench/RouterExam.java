package sarai.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import sarai.route.Evaluation;
import sarai.route.Intent;
import sarai.route.IntentScorer;
import sarai.route.LabelledSentence;
import sarai.route.Noise;
import sarai.route.Scored;

/// How a router does on labelled sentences: wrong routes by slice, calibration, and whether a route
/// holds when the same is written worse or otherwise; each figure with its 95 % interval.
final class RouterExam {
  private static final int RESAMPLES = 500;
  private static final long SEED = 20261122;

  private final String name;

  /// @param name of the sentences, before each row
  RouterExam(String name) {
    this.name = name;
  }

  /// Everything.
  List<Row> of(IntentScorer scorer, List<LabelledSentence> sentences) {
    List<Scored> scored = Evaluation.of(scorer, sentences).scored();
    List<Row> rows = new ArrayList<>(of(new Evaluation(scored)));
    for (Noise noise : Noise.values()) {
      rows.add(changed(scorer, scored, noise));
    }
    rows.add(paraphrases(scored));
    return rows;
  }

  /// Accuracy and calibration only.
  List<Row> of(Evaluation evaluation) {
    List<Row> rows = new ArrayList<>();
    evaluation
        .slices()
        .forEach((slice, count) ->
            rows.add(
                Row.Estimate.wrong(
                    "wrong, " + name + slice, new Proportion(count.right(), count.count()))));
    for (Intent intent : Intent.values()) {
      rows.add(calibration(evaluation, intent));
    }
    return rows;
  }

  /// The interval comes from resampling the sentences; an error of bins is never below zero, so
  /// small samples raise all three figures.
  private Row calibration(Evaluation evaluation, Intent intent) {
    Random random = new Random(SEED);
    List<Scored> all = evaluation.scored();
    double[] errors = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      List<Scored> sample = random.ints(all.size(), 0, all.size()).mapToObj(all::get).toList();
      errors[i] = new Evaluation(sample).calibrationError(intent);
    }
    Arrays.sort(errors);
    return new Row.Estimate(
        "calibration error, " + name + intent.id(),
        100 * evaluation.calibrationError(intent),
        100 * errors[RESAMPLES / 40],
        100 * errors[RESAMPLES - RESAMPLES / 40 - 1],
        "expected, over ten bins, of %d sentences".formatted(all.size()));
  }

  private Row changed(IntentScorer scorer, List<Scored> scored, Noise noise) {
    Random random = new Random(SEED);
    int same = 0;
    for (Scored it : scored) {
      String worse = noise.apply(it.sentence().text(), random);
      Scored again = new Scored(it.sentence(), scorer.score(worse));
      same += again.route().equals(it.route()) ? 1 : 0;
    }
    return Row.Estimate.wrong(
        "route changed, %s%s".formatted(name, noise), new Proportion(same, scored.size()));
  }

  /// Over all pairs of paraphrases of each other.
  private Row paraphrases(List<Scored> scored) {
    Map<String, List<String>> groups = new TreeMap<>();
    for (Scored it : scored) {
      String group = it.sentence().pair();
      if (group != null) {
        groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(it.route().id());
      }
    }
    int pairs = 0;
    int same = 0;
    for (List<String> routes : groups.values()) {
      for (int i = 0; i < routes.size(); i++) {
        for (String other : routes.subList(i + 1, routes.size())) {
          pairs++;
          same += routes.get(i).equals(other) ? 1 : 0;
        }
      }
    }
    String title = "route changed, %sPARAPHRASE".formatted(name);
    return pairs == 0
        ? new Row.Note(title, "no paraphrases")
        : Row.Estimate.wrong(title, new Proportion(same, pairs));
  }
}
