package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntentScorerTest {
  private final IntentScorer scorer = IntentScorer.load();
  private final LabelledSet set = LabelledSet.load();

  /// The promise of 0.92 is kept on the earlier themes only: the others are written to be hard, the
  /// same matter in all four ways.
  @ParameterizedTest
  @CsvSource({
    "(?![a-h]-).*, 0.94, 0.88, 0.88",
    "[abc]-.*, 0.88, 0.88, 0.84",
    "[d-h]-.*, 0.83, 0.82, 0.78",
    ".*, 0.88, 0.87, 0.84"
  })
  void routesHeldOutThemesNoWorseThanMeasured(
      String themes, double all, double language, double traps) {
    Evaluation evaluation = Evaluation.of(scorer, heldOut(themes));
    assertThat(evaluation.slice("all").accuracy()).isGreaterThanOrEqualTo(all);
    assertThat(evaluation.slice("language es").accuracy()).isGreaterThanOrEqualTo(language);
    assertThat(evaluation.slice("language en").accuracy()).isGreaterThanOrEqualTo(language);
    assertThat(evaluation.slice("kind trap").accuracy()).isGreaterThanOrEqualTo(traps);
    for (Intent intent : Intent.values()) {
      assertThat(evaluation.calibrationError(intent)).as(intent.id()).isLessThanOrEqualTo(0.05);
    }
  }

  @Test
  void typosSeldomChangeTheRoute() {
    Random random = new Random(1);
    List<LabelledSentence> sentences = heldOut("(?![a-h]-).*");
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
  void whatIsExplainedAddsUpToTheScore() {
    Weights weights = Weights.load();
    for (Intent intent : Intent.values()) {
      Weights.Output output = weights.output(intent.output());
      float[] silence = new float[weights.hidden().size()];
      double logit = output.bias() + weights.hidden().logits(silence)[intent.output()];
      String text = "my neighbour won't stop drumming and I can't take any more of it";
      for (Contribution it : scorer.explain(text, intent, Integer.MAX_VALUE)) {
        logit += it.logit();
      }
      assertThat(scorer.score(text).of(intent)).isCloseTo(output.probability(logit), within(1e-4));
    }
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

  /// The themes of ADRs 0114 and 0120 bear their writers' letters, a to h.
  private List<LabelledSentence> heldOut(String themes) {
    return set.test().stream().filter(it -> it.theme().matches(themes)).toList();
  }

  private Route route(String text) {
    return ScoreRules.DEFAULT.route(scorer.score(text));
  }
}
