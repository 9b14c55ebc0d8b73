package sarai.route;

import java.util.Locale;
import sarai.config.SaraiConfig;

/// Says in one sentence, in the language of the text, why a route was taken.
record Reason(Classification seen, Mix mix, SaraiConfig.Thresholds thresholds) {

  String sentence(RoutePolicy.Choice choice, Route runnerUp) {
    String why = why(choice, runnerUp);
    String cold = choice.cold();
    return cold == null
        ? why
        : why + say(" Ya está cargado, y %s no.", " It is loaded already, and %s is not.", cold);
  }

  private String why(RoutePolicy.Choice choice, Route runnerUp) {
    String model = choice.model();
    return switch (choice.basis()) {
      case FORCED ->
          say("La petición pide el modelo %s por su nombre.", "The request names %s.", model);
      case MODALITY -> modality(choice.route(), model);
      case TOOL_LOOP ->
          say(
              "Trae resultados de herramientas que pidió %s, que sigue con su tarea.",
              "It brings results of tools that %s asked for, so %1$s goes on.", model);
      case UNFAMILIAR ->
          say(
              "Solo el %.0f %% del texto se parece a lo conocido: por seguridad contesta %s.",
              "Only %.0f %% of the text looks familiar: to be safe %s answers.",
              100 * seen.familiarity(),
              model);
      case STICKY ->
          say(
              "Sigue la conversación con %s: las puntuaciones no piden otra cosa con claridad.",
              "The conversation stays with %s: the scores do not clearly ask for another.", model);
      case SCORES, DEFAULT -> byScores(choice, runnerUp);
    };
  }

  private String modality(Route route, String model) {
    return switch (route) {
      case Route.Vision(boolean video) ->
          video
              ? say("Trae un video: lo mira %s.", "It brings a clip: %s looks at it.", model)
              : say("Trae una imagen: la mira %s.", "It brings a picture: %s looks at it.", model);
      case Route.Audio _, Route.Rag _, Route.Expert _, Route.Empathy _, Route.Tiny _ ->
          say("Trae un sonido: contesta %s.", "It brings a sound: %s answers.", model);
    };
  }

  private String byScores(RoutePolicy.Choice choice, Route runnerUp) {
    String why =
        switch (choice.route()) {
          case Route.Rag _ ->
              say(
                  "Necesita datos frescos (web_query %.2f > %.2f)",
                  "It needs fresh facts (web_query %.2f > %.2f)",
                  seen.scores().webQuery(),
                  thresholds.webQuery());
          case Route.Expert _ -> expert();
          case Route.Empathy _ ->
              say(
                  "Lleva emoción (soft %.2f > %.2f)",
                  "It carries emotion (soft %.2f > %.2f)",
                  seen.scores().soft(),
                  thresholds.empathy());
          case Route.Vision _, Route.Audio _, Route.Tiny _ ->
              say(
                  "Ninguna puntuación pasa su umbral (hard %.2f, soft %.2f, web_query %.2f)",
                  "No score passes its threshold (hard %.2f, soft %.2f, web_query %.2f)",
                  seen.scores().hard(),
                  seen.scores().soft(),
                  seen.scores().webQuery());
        };
    String end = choice.cold() == null ? say("; si no, %s.", "; else %s.", runnerUp.id()) : ".";
    return why + say(": contesta %s", ": %s answers", choice.model()) + end;
  }

  private String expert() {
    return mix.alpha() > thresholds.expertAlpha()
        ? say(
            "Pide razonar o saber técnico (hard %.2f, alpha %.2f > %.2f)",
            "It needs reasoning or special knowledge (hard %.2f, alpha %.2f > %.2f)",
            seen.scores().hard(),
            mix.alpha(),
            thresholds.expertAlpha())
        : say(
            "Es difícil (hard %.2f) y ninguna otra regla encaja",
            "It is hard (hard %.2f) and no other rule fits", seen.scores().hard());
  }

  private String say(String spanish, String english, Object... values) {
    return String.format(Locale.ROOT, seen.language() == Language.ES ? spanish : english, values);
  }
}
