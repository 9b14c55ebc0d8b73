package sarai.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Learns from feedback and refuses what makes anything worse. Pure: weights and rows in, a trial
/// out; nothing is stored and nothing runs in the request path. Thread-safe.
///
/// A candidate is promoted only when no slice of the frozen set loses a sentence, the squared error
/// over that set does not rise, and no recent run that was liked changes its route. One that is the
/// same as before is none.
public final class LearningGate {
  private static final float RATE = 0.02f;
  private static final int PASSES = 2;

  private final List<LabelledSentence> sentences;
  private final List<FeatureVector> frozen;

  /// Only direct weights learn here: what the neurons say stays.
  private final HiddenLayer hidden;

  private final List<double[]> hiddenLogits;

  /// @param scorer turns texts into features; its hidden layer is that of the weights that learn
  /// @param frozen labelled sentences that new weights are held against
  public LearningGate(IntentScorer scorer, List<LabelledSentence> frozen) {
    this.sentences = List.copyOf(frozen);
    this.frozen = sentences.stream().map(it -> scorer.features(it.text())).toList();
    this.hidden = scorer.weights().hidden();
    this.hiddenLogits = this.frozen.stream().map(hidden::logits).toList();
  }

  /// What a person did with an answer. Evidence, not a label.
  public enum Signal {
    UP,
    DOWN,
    REGENERATE,
    EDIT,
    /// The same question asked again in other words.
    REASK;

    double weight() {
      return switch (this) {
        case DOWN -> 1;
        case REGENERATE, REASK -> 0.5;
        case UP -> 0.3;
        case EDIT -> 0.2;
      };
    }
  }

  /// One row of feedback.
  ///
  /// @param taken the route that answered
  public record Lesson(FeatureVector features, Route taken, Signal signal) {}

  /// Accuracy of one slice before and after.
  public record Change(Evaluation.Slice before, Evaluation.Slice after) {
    boolean regressed() {
      return after.right() < before.right();
    }
  }

  /// A candidate and its measure.
  ///
  /// @param promoted whether `weights` are the candidate; otherwise they are the ones before
  /// @param changes every slice by name, the recent runs as `recent`
  public record Trial(
      Weights weights, boolean promoted, String reason, Map<String, Change> changes) {}

  /// Proposes weights from the lessons and tries them.
  ///
  /// @throws IllegalArgumentException when the weights have another hidden layer than the scorer
  public Trial learn(Weights current, List<Lesson> lessons) {
    if (!current.hidden().isLike(hidden)) {
      throw new IllegalArgumentException("the weights have another hidden layer than the scorer");
    }
    Weights candidate = propose(current, lessons);
    boolean same = Arrays.equals(candidate.toBytes(), current.toBytes());
    Evaluation before = evaluate(current);
    Evaluation after = evaluate(candidate);
    Map<String, Change> changes = new TreeMap<>();
    Map<String, Evaluation.Slice> measured = after.slices();
    before
        .slices()
        .forEach((name, slice) ->
            changes.put(name, new Change(slice, measured.getOrDefault(name, slice))));
    changes.put("recent", recent(current, candidate, lessons));
    List<String> worse =
        changes.entrySet().stream()
            .filter(it -> it.getValue().regressed())
            .map(Map.Entry::getKey)
            .toList();
    if (!worse.isEmpty()) {
      return new Trial(current, false, "worse on " + worse, changes);
    }
    if (after.brier() > before.brier()) {
      String reason =
          "squared error rises from %.6f to %.6f".formatted(before.brier(), after.brier());
      return new Trial(current, false, reason, changes);
    }
    return same
        ? new Trial(current, false, "the lessons move no weight", changes)
        : new Trial(candidate, true, "no slice is worse", changes);
  }

  private static Weights propose(Weights current, List<Lesson> lessons) {
    Model model = Model.from(current);
    for (int pass = 0; pass < PASSES; pass++) {
      for (Lesson lesson : lessons) {
        double[] hidden = current.hidden().logits(lesson.features());
        for (Target target : targets(lesson)) {
          int output = target.intent.output();
          double logit = hidden[output] + model.logit(lesson.features(), output);
          double error = 1 / (1 + Math.exp(-logit)) - target.label;
          double weight = lesson.signal().weight();
          model.learn(lesson.features(), output, error, new Model.Step(RATE, 0, weight));
        }
      }
    }
    return model.quantisedLike(current);
  }

  private record Target(Intent intent, double label) {}

  /// A liked answer confirms its route. A disliked one says that tiny was too little and that a
  /// search or warmth was too much; of the expert it says nothing about the route.
  private static List<Target> targets(Lesson lesson) {
    boolean liked = lesson.signal() == Signal.UP;
    return switch (lesson.taken()) {
      case Route.Rag _ -> List.of(new Target(Intent.WEB_QUERY, liked ? 1 : 0));
      case Route.Empathy _ -> List.of(new Target(Intent.SOFT, liked ? 1 : 0));
      case Route.Expert _ -> liked ? List.of(new Target(Intent.HARD, 1)) : List.of();
      case Route.Tiny _ -> List.of(new Target(Intent.HARD, liked ? 0 : 1));
      case Route.Vision _, Route.Audio _ -> List.of();
    };
  }

  private Evaluation evaluate(Weights weights) {
    List<Scored> scored = new ArrayList<>();
    for (int i = 0; i < frozen.size(); i++) {
      scored.add(new Scored(sentences.get(i), weights.scores(frozen.get(i), hiddenLogits.get(i))));
    }
    return new Evaluation(scored);
  }

  /// Of the liked runs that the current weights route as they went, how many the candidate does.
  private static Change recent(Weights current, Weights candidate, List<Lesson> lessons) {
    List<Lesson> kept =
        lessons.stream().filter(it -> it.signal() == Signal.UP && routedSo(current, it)).toList();
    int after = (int) kept.stream().filter(it -> routedSo(candidate, it)).count();
    return new Change(
        new Evaluation.Slice(kept.size(), kept.size()), new Evaluation.Slice(after, kept.size()));
  }

  private static boolean routedSo(Weights weights, Lesson lesson) {
    return route(weights, lesson.features()).equals(lesson.taken());
  }

  /// Where weights lead a text with the default thresholds.
  public static Route route(Weights weights, FeatureVector features) {
    return ScoreRules.DEFAULT.route(weights.scores(features));
  }
}
