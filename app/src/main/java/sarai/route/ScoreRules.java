package sarai.route;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import sarai.config.SaraiConfig;

/// The mission's priorities over scores: web, then expert, then empathy, else tiny. Immutable.
record ScoreRules(SaraiConfig.Thresholds thresholds) {

  /// The thresholds and rules that ship.
  static final ScoreRules DEFAULT = new ScoreRules(new SaraiConfig.Thresholds(0.7, 0.7, 0.7));

  private static final SaraiConfig.Tone NO_TONE = new SaraiConfig.Tone(false, 5, 0.3, 0.15);

  /// A route and how far its score lies above its threshold; negative is below.
  record Candidate(Route route, double margin) {}

  /// The routes that have a score, by priority.
  List<Candidate> candidates(Scores scores, Mix mix) {
    return List.of(
        new Candidate(new Route.Rag(), scores.webQuery() - thresholds.webQuery()),
        new Candidate(new Route.Expert(), mix.alpha() - thresholds.expertAlpha()),
        new Candidate(new Route.Empathy(), scores.soft() - thresholds.empathy()));
  }

  Candidate choose(Scores scores, Mix mix) {
    return candidates(scores, mix).stream()
        .filter(it -> it.margin() > 0)
        .findFirst()
        .orElseGet(() -> fallback(scores));
  }

  /// Tiny; but the expert for a surely hard text that fell between the rules of `mcp`, such as hard
  /// 0.9 with soft 0.6: too much for tiny, too little warmth for empathy.
  private Candidate fallback(Scores scores) {
    double hardness = scores.hard() - thresholds.expertAlpha();
    double room =
        Math.min(thresholds.webQuery() - scores.webQuery(), thresholds.empathy() - scores.soft());
    return hardness > 0
        ? new Candidate(new Route.Expert(), hardness)
        : new Candidate(new Route.Tiny(), Math.min(room, -hardness));
  }

  /// What would have been chosen without the chosen route; for tiny, the route that came nearest.
  Candidate runnerUp(Candidate chosen, Scores scores, Mix mix) {
    if (chosen.route() instanceof Route.Tiny) {
      return nearest(scores, mix);
    }
    return candidates(scores, mix).stream()
        .filter(it -> !it.route().equals(chosen.route()) && it.margin() > 0)
        .findFirst()
        .orElseGet(() -> new Candidate(new Route.Tiny(), -chosen.margin()));
  }

  /// The route that the scores alone lead to, without tone.
  Route route(Scores scores) {
    Mcp mcp = new Mcp(Mcp.MISSION, NO_TONE, thresholds.expertAlpha());
    return choose(scores, mcp.mix(scores, OptionalDouble.empty())).route();
  }

  private Candidate nearest(Scores scores, Mix mix) {
    return Collections.max(candidates(scores, mix), Comparator.comparingDouble(Candidate::margin));
  }
}
