package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntentScorerTest {
  private final IntentScorer scorer = IntentScorer.load();
  private final LabelledSet set = LabelledSet.load();

  @Test
  void routesTheEarlierHeldOutThemesAsPromised() {
    Evaluation evaluation = Evaluation.of(scorer, heldOut(false));
    assertThat(evaluation.slice("all").accuracy()).isGreaterThanOrEqualTo(0.92);
    assertThat(evaluation.slice("language es").accuracy()).isGreaterThanOrEqualTo(0.88);
    assertThat(evaluation.slice("language en").accuracy()).isGreaterThanOrEqualTo(0.88);
    assertThat(evaluation.slice("kind trap").accuracy()).isGreaterThanOrEqualTo(0.88);
    for (Intent intent : Intent.values()) {
      assertThat(evaluation.calibrationError(intent)).as(intent.id()).isLessThanOrEqualTo(0.05);
    }
  }

  /// Written to be hard, the same matter in all four ways: the promise of 0.92 is not kept there.
  @Test
  void routesTheHardHeldOutThemesNoWorseThanMeasured() {
    Evaluation evaluation = Evaluation.of(scorer, heldOut(true));
    assertThat(evaluation.slice("all").accuracy()).isGreaterThanOrEqualTo(0.84);
    for (Intent intent : Intent.values()) {
      assertThat(evaluation.calibrationError(intent)).as(intent.id()).isLessThanOrEqualTo(0.05);
    }
  }

  @Test
  void typosSeldomChangeTheRoute() {
    Random random = new Random(1);
    List<LabelledSentence> sentences = heldOut(false);
    long same =
        sentences.stream()
            .filter(it -> route(it.text()).equals(route(Noise.TYPOS.apply(it.text(), random))))
            .count();
    assertThat((double) same / sentences.size()).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void accentsAndCaseChangeNoRoute() {
    Random random = new Random(1);
    for (Noise noise : List.of(Noise.NO_ACCENTS, Noise.UPPER_CASE, Noise.LOWER_CASE)) {
      long same =
          set.test().stream()
              .filter(it -> route(it.text()).equals(route(noise.apply(it.text(), random))))
              .count();
      assertThat((double) same / set.test().size()).as(noise.name()).isGreaterThanOrEqualTo(0.95);
    }
  }

  @Test
  void tellsTheLanguage() {
    long right =
        set.test().stream()
            .filter(it -> scorer.classify(it.text()).language() == it.language())
            .count();
    assertThat((double) right / set.test().size()).isGreaterThanOrEqualTo(0.97);
  }

  @Test
  void aVectorScoresLikeItsText() {
    Weights weights = Weights.load();
    for (LabelledSentence it : set.test()) {
      Scores direct = scorer.score(it.text());
      Scores byVector = weights.scores(scorer.features(it.text()));
      assertThat(byVector.hard()).isCloseTo(direct.hard(), within(1e-4));
      assertThat(byVector.webQuery()).isCloseTo(direct.webQuery(), within(1e-4));
    }
  }

  @Test
  void explainsByWordsOfTheText() {
    List<Contribution> top = scorer.explain("Explícame la derivada de tan(x)", Intent.HARD, 8);
    assertThat(top).hasSizeLessThanOrEqualTo(8).isNotEmpty();
    assertThat(top).anyMatch(it -> it.feature().contains("deriv") || it.feature().contains("math"));
    assertThat(Math.abs(top.getFirst().logit()))
        .isGreaterThanOrEqualTo(Math.abs(top.getLast().logit()));
  }

  @Test
  void survivesAnyText() {
    long seed = 11;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      String text =
          random
              .ints(random.nextInt(300), 0, 0x2fff)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(scorer.score(text).hard()).as("seed %d: %s", seed, text).isBetween(0.0, 1.0);
    }
    assertThat(scorer.score("")).isNotNull();
    assertThat(scorer.score("x".repeat(1_000_000))).isNotNull();
  }

  /// The themes of ADR 0114 bear their three writers' letters.
  private List<LabelledSentence> heldOut(boolean hard) {
    return set.test().stream().filter(it -> it.theme().matches("[abc]-.*") == hard).toList();
  }

  private Route route(String text) {
    return ScoreRules.DEFAULT.route(scorer.score(text));
  }
}
