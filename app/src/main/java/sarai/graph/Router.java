package sarai.graph;

import java.util.Optional;
import sarai.agent.AnswerException;
import sarai.agent.AnswerException.Kind;
import sarai.chat.ChatRequest;
import sarai.config.ModelConfig;
import sarai.route.Route;

/// Decides by hard facts: a model named by the request, then what kind of input it holds.
final class Router {
  private final Roster roster;

  Router(Roster roster) {
    this.roster = roster;
  }

  Decision decide(ChatRequest request, Inputs inputs) throws AnswerException {
    if (!request.model().equals(ChatRequest.ROUTED)) {
      return forced(request.model());
    }
    if (inputs.visual()) {
      return to(
          new Route.Vision(inputs.video()),
          roster.vision(),
          "vision",
          inputs.video() ? "the request holds a clip" : "the request holds a picture");
    }
    if (inputs.audio()) {
      return to(new Route.Audio(), roster.audio(), "audio", "the request holds a sound");
    }
    return to(
        new Route.Tiny(),
        roster.tiny().or(roster::expert),
        "tiny",
        "nothing asks for another model");
  }

  private Decision forced(String id) throws AnswerException {
    ModelConfig model =
        roster
            .model(id)
            .orElseThrow(() ->
                new AnswerException(
                    Kind.UNKNOWN_MODEL,
                    "there is no model '%s'; there are %s and '%s', which routes"
                        .formatted(id, roster.models().keySet(), ChatRequest.ROUTED)));
    Route route =
        switch (model.role()) {
          case VISION -> new Route.Vision(false);
          case AUDIO -> new Route.Audio();
          case EXPERT -> new Route.Expert();
          case TINY -> new Route.Tiny();
          case SPEECH, EMBEDDINGS ->
              throw new AnswerException(
                  Kind.BAD_REQUEST,
                  "'%s' holds no conversations: it is for %s"
                      .formatted(id, model.role().name().toLowerCase(java.util.Locale.ROOT)));
        };
    return new Decision(route, id, "the request names the model");
  }

  private static Decision to(Route route, Optional<String> model, String role, String reason)
      throws AnswerException {
    return new Decision(
        route,
        model.orElseThrow(() ->
            new AnswerException(
                Kind.NOT_INSTALLED,
                "no model of role '%s' is configured; add one to `models`".formatted(role))),
        reason);
  }
}
