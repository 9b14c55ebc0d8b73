package sarai.route;

import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import sarai.config.SaraiConfig;
import sarai.route.RouteDecision.Basis;

/// Decides where a request goes: hard facts first (a forced model, pictures, sounds, a tool loop),
/// then familiarity and stickiness, then scores by the mission's priorities, else tiny. A pure
/// function of the query and the configuration; thread-safe. To change thresholds, make another.
public final class RoutePolicy {
  private final IntentScorer scorer;
  private final Crew crew;
  private final Mcp mcp;
  private final ScoreRules rules;
  private final Stickiness stickiness;

  public RoutePolicy(SaraiConfig config, IntentScorer scorer) {
    SaraiConfig.Routing routing = config.routing();
    SaraiConfig.Thresholds thresholds = effective(routing);
    this.scorer = scorer;
    this.crew = new Crew(config);
    this.rules = new ScoreRules(thresholds);
    this.mcp = new Mcp(Mcp.MISSION, config.tone(), thresholds.expertAlpha());
    this.stickiness = new Stickiness(routing.stickyTurns());
  }

  /// All steps at once, for a text whose tone is not known.
  ///
  /// @throws UnroutableException when no configured model can take the request
  public RouteDecision decide(RouteQuery query) {
    Classification seen = classify(query.text());
    return decide(query, seen, mix(seen.scores(), OptionalDouble.empty()));
  }

  /// The first step of a decision: what the text says.
  public Classification classify(String text) {
    return scorer.classify(text);
  }

  /// The second step: how much of the answer is the expert's.
  ///
  /// @param tone mean valence of the latest turns in [0, 1]; empty when too few are known
  public Mix mix(Scores scores, OptionalDouble tone) {
    return mcp.mix(scores, tone);
  }

  /// The last step, on what the first two found.
  ///
  /// @throws UnroutableException when no configured model can take the request
  public RouteDecision decide(RouteQuery query, Classification seen, Mix mix) {
    ScoreRules.Candidate byScores = rules.choose(seen.scores(), mix);
    Route runnerUp = rules.runnerUp(byScores, seen.scores(), mix).route();
    Choice choice = choose(query, seen, byScores);
    Route next = choice.route.equals(byScores.route()) ? runnerUp : byScores.route();
    String reason = new Reason(seen, mix, rules.thresholds()).sentence(choice, runnerUp);
    return new RouteDecision(
        choice.route,
        choice.model,
        choice.basis,
        seen.scores(),
        mix.alpha(),
        mix.beta(),
        seen.language(),
        reason,
        next,
        rules.thresholds(),
        seen.familiarity());
  }

  /// The features that speak most for and against a decision, strongest first. Apart from [#decide]
  /// because it costs more than deciding.
  public List<Contribution> features(String text, RouteDecision decision, int top) {
    return scorer.explain(text, intent(decision.route()), top);
  }

  /// What the scorer saw of a text, for learning.
  public FeatureVector lesson(String text) {
    return scorer.features(text);
  }

  /// @param cold the model that the route prefers, where a loaded one answers instead; else null
  record Choice(Route route, String model, Basis basis, @Nullable String cold) {
    Choice(Route route, String model, Basis basis) {
      this(route, model, basis, null);
    }
  }

  private Choice choose(RouteQuery query, Classification seen, ScoreRules.Candidate byScores) {
    String forced = query.forcedModel();
    if (forced != null) {
      return new Choice(crew.routeOf(forced, query.media()), forced, Basis.FORCED);
    }
    if (query.media().video() || query.media().image()) {
      return member(new Route.Vision(query.media().video()), query, Basis.MODALITY);
    }
    if (mustBeHeard(query)) {
      return member(new Route.Audio(), query, Basis.MODALITY);
    }
    return chooseByText(query, seen, byScores);
  }

  private Choice chooseByText(
      RouteQuery query, Classification seen, ScoreRules.Candidate byScores) {
    Session session = crew.known(query.session());
    Route last = session.route();
    String model = session.model();
    if (last != null && model != null && session.toolLoop()) {
      return new Choice(last, model, Basis.TOOL_LOOP);
    }
    if (last != null && model != null && stickiness.keeps(session, byScores, query.text())) {
      return new Choice(last, model, Basis.STICKY);
    }
    boolean nothingFired = byScores.route() instanceof Route.Tiny;
    if (nothingFired && spoken(query)) {
      return member(new Route.Audio(), query, Basis.MODALITY);
    }
    if (nothingFired && unfamiliar(query.text(), seen)) {
      return member(new Route.Expert(), query, Basis.UNFAMILIAR);
    }
    return member(byScores.route(), query, nothingFired ? Basis.DEFAULT : Basis.SCORES);
  }

  private Choice member(Route route, RouteQuery query, Basis basis) {
    String model = crew.member(route, query.warm());
    String preferred = crew.member(route, _ -> true);
    return new Choice(route, model, basis, model.equals(preferred) ? null : preferred);
  }

  /// A sound without words, or one that came alone or was not transcribed.
  private boolean mustBeHeard(RouteQuery query) {
    return switch (query.media().sound()) {
      case NONE -> false;
      case NO_SPEECH -> true;
      case UNHEARD -> query.text().isBlank() || !crew.hearsSpeech();
      case SPEECH -> query.text().isBlank();
    };
  }

  /// A spoken request that the warm audio model may answer, since no other route fired.
  private boolean spoken(RouteQuery query) {
    return query.media().sound() != RouteQuery.Sound.NONE && crew.hearsSpeech();
  }

  /// Four words or more, or a text in another script, of which too little was ever seen: another
  /// language, or noise.
  private boolean unfamiliar(String text, Classification seen) {
    boolean enough = text.strip().split("\\s+", 4).length > 3 || isOfAnotherScript(text);
    return enough && seen.familiarity() < MIN_FAMILIARITY && crew.has(new Route.Expert());
  }

  /// By its first letter. Some scripts put no blanks between words.
  private static boolean isOfAnotherScript(String text) {
    OptionalInt letter = text.codePoints().filter(Character::isLetter).findFirst();
    return letter.isPresent() && UnicodeScript.of(letter.getAsInt()) != UnicodeScript.LATIN;
  }

  static final double MIN_FAMILIARITY = 0.80;

  private static Intent intent(Route route) {
    return switch (route) {
      case Route.Rag _ -> Intent.WEB_QUERY;
      case Route.Empathy _ -> Intent.SOFT;
      case Route.Vision _, Route.Audio _, Route.Expert _, Route.Tiny _ -> Intent.HARD;
    };
  }

  /// `multimodal_variant_selection.empathy.threshold` is the same number as `thresholds.empathy`.
  private static SaraiConfig.Thresholds effective(SaraiConfig.Routing routing) {
    SaraiConfig.Thresholds plain = routing.thresholds();
    SaraiConfig.EmpathyVariant empathy = routing.multimodalVariantSelection().empathy();
    Double own = empathy == null ? null : empathy.threshold();
    return own == null
        ? plain
        : new SaraiConfig.Thresholds(plain.webQuery(), plain.expertAlpha(), own);
  }
}
