package sarai.route;

import java.util.List;
import java.util.OptionalDouble;
import sarai.config.SaraiConfig;

/// `mcp`, the meta control plane: turns scores and recent tone into alpha, the weight of the
/// expert, and beta = 1 − alpha. Immutable.
public final class Mcp {
  /// Alpha when no rule fits.
  public static final double DEFAULT_ALPHA = 0.60;

  /// The starting rules of the mission; the first that fits decides.
  public static final List<Rule> MISSION =
      List.of(
          new Rule(Span.above(0.8), Span.below(0.3), 0.95),
          new Rule(Span.below(0.4), Span.above(0.7), 0.20),
          new Rule(Span.above(0.6), Span.below(0.5), 0.85),
          new Rule(new Span(0.4, 0.7), new Span(0.4, 0.7), 0.50),
          new Rule(Span.above(0.7), Span.above(0.7), 0.75));

  private final List<Rule> rules;
  private final SaraiConfig.Tone config;
  private final double expertThreshold;

  /// @param expertThreshold alpha above which the expert answers; tone never moves alpha across it
  public Mcp(List<Rule> rules, SaraiConfig.Tone config, double expertThreshold) {
    this.rules = List.copyOf(rules);
    this.config = config;
    this.expertThreshold = expertThreshold;
  }

  /// An open interval.
  public record Span(double above, double below) {
    static Span above(double limit) {
      return new Span(limit, Double.POSITIVE_INFINITY);
    }

    static Span below(double limit) {
      return new Span(Double.NEGATIVE_INFINITY, limit);
    }

    boolean holds(double value) {
      return value > above && value < below;
    }
  }

  /// Alpha of a text whose hard and soft scores lie in two spans.
  public record Rule(Span hard, Span soft, double alpha) {
    boolean fits(Scores scores) {
      return hard.holds(scores.hard()) && soft.holds(scores.soft());
    }
  }

  /// @param tone mean valence of the latest turns in [0, 1]; empty when too few are known
  public Mix mix(Scores scores, OptionalDouble tone) {
    double alpha = alpha(scores);
    double shifted = alpha - shift(tone);
    boolean crosses = alpha > expertThreshold && shifted <= expertThreshold;
    return new Mix(crosses ? Math.nextUp(expertThreshold) : Math.max(0, shifted));
  }

  private double alpha(Scores scores) {
    for (Rule rule : rules) {
      if (rule.fits(scores)) {
        return rule.alpha();
      }
    }
    return DEFAULT_ALPHA;
  }

  /// How much a low tone takes from alpha: the further under the limit, the more.
  private double shift(OptionalDouble tone) {
    double low = config.lowValence();
    boolean counts = config.enabled() && tone.isPresent() && tone.getAsDouble() < low;
    return counts ? config.maxBetaShift() * (low - tone.getAsDouble()) / low : 0;
  }
}
