package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.config.SaraiConfig;

class McpTest {
  private static final SaraiConfig.Tone TONE = new SaraiConfig.Tone(true, 5, 0.3, 0.15);
  private final Mcp mcp = new Mcp(Mcp.MISSION, TONE, 0.7);

  @ParameterizedTest
  @CsvSource({
    "0.9, 0.1, 0.95",
    "0.2, 0.8, 0.20",
    "0.7, 0.4, 0.85",
    "0.9, 0.4, 0.85",
    "0.5, 0.6, 0.50",
    "0.8, 0.9, 0.75",
    "0.1, 0.1, 0.60",
    "0.5, 0.9, 0.60",
    "0.9, 0.6, 0.60"
  })
  void alphaFollowsTheRulesOfTheMission(double hard, double soft, double alpha) {
    Mix mix = mcp.mix(new Scores(hard, soft, 0), OptionalDouble.empty());
    assertThat(mix.alpha()).isEqualTo(alpha);
    assertThat(mix.beta()).isCloseTo(1 - alpha, within(1e-12));
  }

  @Test
  void lowToneRaisesBetaByAtMostTheConfiguredShift() {
    Scores plain = new Scores(0.1, 0.1, 0);
    assertThat(mcp.mix(plain, OptionalDouble.of(0)).beta()).isCloseTo(0.55, within(1e-12));
    assertThat(mcp.mix(plain, OptionalDouble.of(0.15)).beta()).isCloseTo(0.475, within(1e-12));
  }

  @Test
  void aToneThatIsNotLowOrNotKnownChangesNothing() {
    assertThat(mcp.mix(Scores.NONE, OptionalDouble.of(0.3)).beta()).isCloseTo(0.4, within(1e-12));
    assertThat(mcp.mix(Scores.NONE, OptionalDouble.empty()).beta()).isCloseTo(0.4, within(1e-12));
  }

  @Test
  void toneAloneNeverChangesTheRoute() {
    long seed = 5;
    Random random = new Random(seed);
    ScoreRules rules = ScoreRules.DEFAULT;
    for (int i = 0; i < 20_000; i++) {
      Scores scores = new Scores(random.nextDouble(), random.nextDouble(), random.nextDouble());
      OptionalDouble low = OptionalDouble.of(random.nextDouble() / 3);
      assertThat(rules.choose(scores, mcp.mix(scores, low)).route())
          .as("seed %d, %s, tone %s", seed, scores, low)
          .isEqualTo(rules.choose(scores, mcp.mix(scores, OptionalDouble.empty())).route());
    }
  }

  @Test
  void aTextThatIsSurelyHardAndHalfSoftGoesToTheExpert() {
    assertThat(ScoreRules.DEFAULT.route(new Scores(0.95, 0.6, 0))).isEqualTo(new Route.Expert());
  }
}
