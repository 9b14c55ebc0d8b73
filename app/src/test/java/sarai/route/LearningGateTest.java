package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.route.LearningGate.Lesson;
import sarai.route.LearningGate.Signal;
import sarai.route.LearningGate.Trial;

class LearningGateTest {
  private static final List<Route> ROUTES =
      List.of(new Route.Rag(), new Route.Expert(), new Route.Empathy(), new Route.Tiny());

  private final IntentScorer scorer = IntentScorer.load();
  private static final List<LabelledSentence> FROZEN = LabelledSet.load().test();
  private final LearningGate gate = new LearningGate(scorer, FROZEN);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void tenThousandHostileRowsNeverLowerTheFrozenScore(long seed) {
    Weights start = Weights.load();
    Evaluation before = evaluation(start);
    Weights weights = start;
    List<Lesson> rows = hostile(new Random(seed), 10_000);
    for (int from = 0; from < rows.size(); from += 2500) {
      weights = gate.learn(weights, rows.subList(from, from + 2500)).weights();
    }
    Evaluation after = evaluation(weights);
    assertThat(after.brier()).isLessThanOrEqualTo(before.brier() + 1e-6);
    before
        .slices()
        .forEach((name, slice) ->
            assertThat(after.slice(name).right())
                .as("seed %d, slice %s", seed, name)
                .isGreaterThanOrEqualTo(slice.right()));
  }

  @Test
  void rowsThatLieAboutEveryFrozenSentenceAreRefusedWithAReason() {
    Weights start = Weights.load();
    List<Lesson> lies = new ArrayList<>();
    for (LabelledSentence it : FROZEN) {
      Route taken = it.hard() == 1 ? new Route.Tiny() : new Route.Expert();
      lies.add(new Lesson(scorer.features(it.text()), taken, Signal.UP));
    }
    lies = Collections.nCopies(20, lies).stream().flatMap(List::stream).toList();
    Trial trial = gate.learn(start, lies);
    assertThat(trial.promoted()).isFalse();
    assertThat(trial.weights()).isSameAs(start);
    assertThat(trial.reason()).contains("worse on");
    assertThat(trial.changes()).containsKeys("all", "language es", "kind trap", "recent");
  }

  @Test
  void someHonestCorrectionIsPromotedAndThenNoSliceIsWorse() {
    Weights start = Weights.load();
    List<Trial> trials = new ArrayList<>();
    List<LabelledSentence> wrong =
        FROZEN.stream().filter(it -> !new Scored(it, scorer.score(it.text())).isRight()).toList();
    for (LabelledSentence it : wrong.subList(0, 60)) {
      Lesson correction = new Lesson(scorer.features(it.text()), it.expected(), Signal.UP);
      trials.add(gate.learn(start, List.of(correction)));
    }
    List<Trial> promoted = trials.stream().filter(Trial::promoted).toList();
    assertThat(promoted).isNotEmpty();
    assertThat(promoted)
        .allSatisfy(
            it -> assertThat(it.changes().values()).noneMatch(LearningGate.Change::regressed));
  }

  /// Or it would take the place of the weights that a rollback brings back.
  @Test
  void whatTeachesNothingIsNotPromoted() {
    Lesson disliked =
        new Lesson(scorer.features("explain quicksort"), new Route.Expert(), Signal.DOWN);
    Trial trial = gate.learn(Weights.load(), List.of(disliked));
    assertThat(trial.promoted()).isFalse();
    assertThat(trial.reason()).isEqualTo("the lessons move no weight");
  }

  /// Or the frozen sentences would be judged by other neurons than those of the weights.
  @Test
  void weightsWithOtherNeuronsAreRefused() {
    byte[] bytes = Weights.load().toBytes();
    bytes[bytes.length - 1 - Weights.BUCKETS * Weights.OUTPUTS] ^= 1;
    Weights other = Weights.parse(bytes);
    assertThatThrownBy(() -> gate.learn(other, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hidden layer");
  }

  @Test
  void rollbackBringsBackTheSameBytes(@TempDir Path folder) {
    WeightFiles files = new WeightFiles(folder);
    byte[] shipped = files.current().toBytes();
    assertThat(files.rollback()).isFalse();
    files.promote(changed());
    assertThat(files.current().toBytes()).isNotEqualTo(shipped);
    assertThat(files.rollback()).isTrue();
    assertThat(files.current().toBytes()).isEqualTo(shipped);
  }

  @Test
  void afterDamagedWeightsRollbackBringsTheShippedOnesBack(@TempDir Path folder)
      throws IOException {
    WeightFiles files = new WeightFiles(folder);
    files.promote(changed());
    Files.write(files.file(), new byte[] {1, 2, 3});
    files.promote(changed());
    assertThat(files.rollback()).isTrue();
    assertThat(files.current().toBytes()).isEqualTo(Weights.load().toBytes());
  }

  private Weights changed() {
    Model model = Model.from(Weights.load());
    model.learn(scorer.features("hola mundo"), 0, 1, new Model.Step(1, 0, 1));
    return model.quantisedLike(Weights.load());
  }

  private List<Lesson> hostile(Random random, int count) {
    List<Lesson> rows = new ArrayList<>();
    Signal[] signals = Signal.values();
    for (int i = 0; i < count; i++) {
      String text = FROZEN.get(random.nextInt(FROZEN.size())).text();
      rows.add(
          new Lesson(
              scorer.features(text),
              ROUTES.get(random.nextInt(ROUTES.size())),
              signals[random.nextInt(signals.length)]));
    }
    return rows;
  }

  private Evaluation evaluation(Weights weights) {
    return Evaluation.of(new IntentScorer(weights), FROZEN);
  }
}
