package sarai.route;

import sarai.config.SaraiConfig;

/// Where a request goes, and everything that explains it. Immutable.
///
/// @param model the id of the model that answers
/// @param basis the layer that decided
/// @param alpha weight of the expert; beta = 1 − alpha is the weight of warmth
/// @param reason one sentence in `language`
/// @param runnerUp what would have been chosen otherwise
/// @param thresholds what the scores were held against
/// @param familiarity share of the text that looks like what the router was trained on, in [0, 1]
public record RouteDecision(
    Route route,
    String model,
    Basis basis,
    Scores scores,
    double alpha,
    double beta,
    Language language,
    String reason,
    Route runnerUp,
    SaraiConfig.Thresholds thresholds,
    double familiarity) {

  /// The same decision, told otherwise.
  public RouteDecision withReason(String told) {
    return new RouteDecision(
        route,
        model,
        basis,
        scores,
        alpha,
        beta,
        language,
        told,
        runnerUp,
        thresholds,
        familiarity);
  }

  /// The layer that decided, hardest first.
  public enum Basis {
    /// The request names a model.
    FORCED,
    /// It brings a picture, a clip or a sound.
    MODALITY,
    /// It answers a model's tool call.
    TOOL_LOOP,
    /// The text is unlike all training text; the safe default answers.
    UNFAMILIAR,
    /// The conversation stays with its model.
    STICKY,
    /// A score crossed its threshold.
    SCORES,
    /// Nothing else applied.
    DEFAULT
  }
}
