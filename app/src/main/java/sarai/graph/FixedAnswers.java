package sarai.graph;

import sarai.chat.ChatRequest;
import sarai.config.SaraiConfig;
import sarai.media.VoiceActivity;
import sarai.route.Classification;
import sarai.route.Language;
import sarai.route.Mix;
import sarai.route.Route;
import sarai.route.RouteDecision;

/// Answers that no model gives. They are labelled `sarai`, the program itself, and their record
/// names no model (ADR 0096).
final class FixedAnswers {
  private FixedAnswers() {}

  /// @param text the answer with the help lines
  static Turn.Fixed crisis(String text, Language language) {
    return new Turn.Fixed(
        new Route.Empathy(),
        text,
        language == Language.ES
            ? "Palabras de crisis o urgencia: respuesta fija con teléfonos de ayuda, sin un modelo."
            : "Words of a crisis or emergency: a fixed answer with help lines, no model was asked.");
  }

  /// The answer to a sound without words that came without a question.
  static Turn.Fixed nothingSaid(VoiceActivity.Reason reason, Language language) {
    return new Turn.Fixed(
        new Route.Audio(),
        language == Language.ES
            ? "No he oído ninguna palabra: la grabación es %s. Si quieres saber algo, pregúntalo."
                .formatted(spanish(reason))
            : "I heard no words: the recording is %s. If you want to know something about it, ask."
                .formatted(english(reason)),
        language == Language.ES
            ? "El sonido no tiene palabras y no trae ninguna pregunta."
            : "The sound holds no words and brings no question.");
  }

  private static String spanish(VoiceActivity.Reason reason) {
    return switch (reason) {
      case SILENCE -> "silencio";
      case NOISE -> "ruido";
      case MUSIC -> "música o tonos";
    };
  }

  private static String english(VoiceActivity.Reason reason) {
    return switch (reason) {
      case SILENCE -> "silence";
      case NOISE -> "noise";
      case MUSIC -> "music or tones";
    };
  }

  /// The decision that no model answers. No model needs to be there for it.
  static RouteDecision decision(
      Turn.Fixed fixed, Classification seen, Mix mix, SaraiConfig.Thresholds thresholds) {
    return new RouteDecision(
        fixed.route(),
        ChatRequest.ROUTED,
        RouteDecision.Basis.DEFAULT,
        seen.scores(),
        mix.alpha(),
        mix.beta(),
        seen.language(),
        fixed.why(),
        fixed.route(),
        thresholds,
        seen.familiarity());
  }
}
