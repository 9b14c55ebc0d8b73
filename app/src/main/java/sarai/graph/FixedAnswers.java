package sarai.graph;

import sarai.chat.ChatRequest;
import sarai.media.VoiceActivity;
import sarai.route.Language;
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

  /// The decision with no model to answer.
  static RouteDecision instead(RouteDecision decision, Turn.Fixed fixed) {
    return new RouteDecision(
        fixed.route(),
        ChatRequest.ROUTED,
        decision.basis(),
        decision.scores(),
        decision.alpha(),
        decision.beta(),
        decision.language(),
        fixed.why(),
        decision.runnerUp(),
        decision.thresholds(),
        decision.familiarity());
  }
}
