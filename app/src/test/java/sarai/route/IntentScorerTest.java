package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntentScorerTest {
  private static final IntentScorer SCORER = IntentScorer.load();
  private static final LabelledSet SET = LabelledSet.load();

  /// The promise of 0.92 is not kept in the themes d to h and i to m, which are written to be hard:
  /// the same matter in all four ways, the last ones tersely.
  @ParameterizedTest
  @CsvSource({
    "(?!([a-su-w]|x[a-q])-).*, 0.94, 0.94, 0.91",
    "[abc]-.*, 0.92, 0.91, 0.87",
    "[d-h]-.*, 0.86, 0.85, 0.85",
    "[i-m]-.*, 0.83, 0.82, 0.79",
    "[n-w&&[^t]]-.*, 0.93, 0.93, 0.91",
    "x[a-e]-.*, 0.95, 0.95, 0.93",
    "x[f-q]-.*, 0.95, 0.95, 0.92",
    ".*, 0.93, 0.93, 0.91"
  })
  void routesHeldOutThemesNoWorseThanMeasured(
      String themes, double all, double language, double traps) {
    Evaluation evaluation = Evaluation.of(SCORER, heldOut(themes));
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
    List<LabelledSentence> sentences = heldOut("(?!([a-su-w]|x[a-q])-).*");
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
      assertThat(SET.test())
          .as(noise.name())
          .isNotEmpty()
          .allMatch(it -> route(it.text()).equals(route(noise.apply(it.text(), random))));
    }
  }

  @Test
  void tellsTheLanguage() {
    long right =
        SET.test().stream()
            .filter(it -> SCORER.classify(it.text()).language() == it.language())
            .count();
    assertThat((double) right / SET.test().size()).isGreaterThanOrEqualTo(0.97);
  }

  @Test
  void aVectorScoresLikeItsText() {
    Weights weights = Weights.load();
    for (LabelledSentence it : SET.test()) {
      Scores direct = SCORER.score(it.text());
      Scores byVector = weights.scores(SCORER.features(it.text()));
      assertThat(byVector.hard()).isCloseTo(direct.hard(), within(1e-4));
      assertThat(byVector.webQuery()).isCloseTo(direct.webQuery(), within(1e-4));
    }
  }

  @Test
  void explainsByWordsOfTheText() {
    List<Contribution> top = SCORER.explain("Explícame la derivada de tan(x)", Intent.HARD, 8);
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
      for (Contribution it : SCORER.explain(text, intent, Integer.MAX_VALUE)) {
        logit += it.logit();
      }
      assertThat(SCORER.score(text).of(intent)).isCloseTo(output.probability(logit), within(1e-4));
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
      assertThat(SCORER.score(text).hard()).as("seed %d: %s", seed, text).isBetween(0.0, 1.0);
    }
    assertThat(SCORER.score("")).isNotNull();
    assertThat(SCORER.score("x".repeat(1_000_000))).isNotNull();
  }

  /// The themes of ADRs 0114, 0120, 0122, 0125 and 0126 bear their writers' letters, a to w and xa
  /// to xq.
  private List<LabelledSentence> heldOut(String themes) {
    List<LabelledSentence> found =
        SET.test().stream().filter(it -> it.theme().matches(themes)).toList();
    assertThat(found).as(themes).hasSizeGreaterThan(100);
    return found;
  }

  private Route route(String text) {
    return ScoreRules.DEFAULT.route(SCORER.score(text));
  }
}
