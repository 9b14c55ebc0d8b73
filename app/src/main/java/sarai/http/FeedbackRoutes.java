package sarai.http;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import sarai.feedback.FeedbackStore;
import sarai.feedback.Rating;
import sarai.feedback.Scope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/feedback`: what a person says of a run; `POST /api/feedback/purge`: forgets all that
/// is kept of a conversation, a person or everybody.
final class FeedbackRoutes implements HttpService {
  private static final int MOST_CHARACTERS = 20_000;

  private final HttpApi.Parts parts;
  private final FeedbackStore store;
  private final Bodies bodies;
  private final ObjectMapper json;
  private final InstantSource clock;

  FeedbackRoutes(HttpApi.Parts parts, Bodies bodies, ObjectMapper json) {
    this.parts = parts;
    this.store = parts.feedback();
    this.bodies = bodies;
    this.json = json;
    this.clock = parts.clock();
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/feedback", Responses.handler(this::rate));
    rules.post("/api/feedback/purge", Responses.handler(this::purge));
  }

  private void rate(ServerRequest request, ServerResponse response)
      throws ApiException, InterruptedException, IOException {
    ObjectNode body = bodies.object(request);
    String runId = text(body, "run_id");
    if (runId == null) {
      throw new ApiException(ApiError.badRequest("run_id is missing", "run_id"));
    }
    Rating rating =
        new Rating(runId, kind(body), text(body, "reason"), text(body, "text"), clock.instant());
    if (!store.rate(rating)) {
      throw new ApiException(ApiError.noRun(runId, store));
    }
    response.status(Status.NO_CONTENT_204).send();
  }

  private void purge(ServerRequest request, ServerResponse response)
      throws ApiException, InterruptedException, IOException {
    Scope scope = scope(bodies.object(request));
    int answers = parts.visionAnswers().purge(it -> scope.holds(it.session(), it.user()));
    parts.assistant().forget(scope);
    ObjectNode body = json.createObjectNode();
    body.put("runs_and_ratings", store.purge(scope)).put("visual_answers", answers);
    Responses.send(response, 200, json.writeValueAsBytes(body));
  }

  /// One thing is to be named, so that nothing is forgotten by a slip.
  private static Scope scope(ObjectNode body) throws ApiException {
    String session = text(body, "session");
    String user = text(body, "user");
    boolean all = body.path("all").asBoolean(false);
    if (body.size() == 1 && session != null && !session.isEmpty()) {
      return new Scope.Session(session);
    }
    if (body.size() == 1 && user != null && !user.isEmpty()) {
      return new Scope.User(user);
    }
    if (body.size() == 1 && all) {
      return new Scope.Everything();
    }
    throw new ApiException(
        ApiError.badRequest("say what to forget: one of session, user, or all: true", "session"));
  }

  private static Rating.Kind kind(ObjectNode body) throws ApiException {
    String kind = text(body, "kind");
    return switch (kind) {
      case "up" -> Rating.Kind.UP;
      case "down" -> Rating.Kind.DOWN;
      case "regenerate" -> Rating.Kind.REGENERATE;
      case "edit" -> Rating.Kind.EDIT;
      case null, default ->
          throw new ApiException(
              ApiError.badRequest(
                  "kind is %s: it is one of up, down, regenerate, edit"
                      .formatted(kind == null ? "missing" : "'" + kind + "'"),
                  "kind"));
    };
  }

  private static @Nullable String text(ObjectNode body, String field) throws ApiException {
    JsonNode value = body.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw new ApiException(ApiError.badRequest(field + " is no text", field));
    }
    String text = value.asString();
    if (text.length() > MOST_CHARACTERS) {
      throw new ApiException(
          ApiError.badRequest(
              "%s has %d characters, the most is %d"
                  .formatted(field, text.length(), MOST_CHARACTERS),
              field));
    }
    return text;
  }
}
