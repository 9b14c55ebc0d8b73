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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/feedback`: what a person says of a run.
final class FeedbackRoutes implements HttpService {
  private static final int MOST_CHARACTERS = 20_000;

  private final FeedbackStore store;
  private final Bodies bodies;
  private final InstantSource clock;

  FeedbackRoutes(FeedbackStore store, Bodies bodies, InstantSource clock) {
    this.store = store;
    this.bodies = bodies;
    this.clock = clock;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/feedback", Responses.handler(this::rate));
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
      throw new ApiException(ApiError.notFound("there is no run '%s'".formatted(runId)));
    }
    response.status(Status.NO_CONTENT_204).send();
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
