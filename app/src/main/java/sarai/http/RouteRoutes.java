package sarai.http;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import sarai.agent.AnswerException;
import sarai.pool.PoolSnapshot;
import sarai.route.RouteDecision;
import sarai.route.RouteQuery;
import sarai.route.RouteQuery.Attachments;
import sarai.route.RouteQuery.Sound;
import sarai.route.UnroutableException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/route`: where a text would go now, and why. Answers nothing, loads nothing.
final class RouteRoutes implements HttpService {
  private final HttpApi.Parts parts;
  private final Bodies bodies;
  private final ObjectMapper json;

  RouteRoutes(HttpApi.Parts parts, Bodies bodies, ObjectMapper json) {
    this.parts = parts;
    this.bodies = bodies;
    this.json = json;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/route", Responses.handler(this::route));
  }

  private void route(ServerRequest request, ServerResponse response)
      throws ApiException, AnswerException, InterruptedException, IOException {
    ObjectNode body = bodies.object(request);
    JsonNode input = body.path("input");
    if (!input.isString()) {
      throw new ApiException(ApiError.badRequest("input is missing or no text", "input"));
    }
    Attachments media =
        new Attachments(
            flag(body, "has_image"),
            flag(body, "has_video"),
            flag(body, "has_audio") ? Sound.UNHEARD : Sound.NONE);
    ObjectNode decision = decision(RouteQuery.of(input.asString()).with(media));
    Responses.send(response, 200, json.writeValueAsBytes(decision));
  }

  private ObjectNode decision(RouteQuery query) throws AnswerException, InterruptedException {
    PoolSnapshot now = parts.pool().snapshot();
    try {
      return json(parts.policy().decide(query.warm(now::isReady)));
    } catch (UnroutableException e) {
      throw new AnswerException(
          AnswerException.Kind.NOT_INSTALLED, String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean flag(ObjectNode body, String field) throws ApiException {
    JsonNode value = body.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw new ApiException(ApiError.badRequest(field + " is neither true nor false", field));
    }
    return value.asBoolean();
  }

  private ObjectNode json(RouteDecision decision) {
    ObjectNode body =
        json.createObjectNode().put("route", decision.route().id()).put("model", decision.model());
    body.putObject("scores")
        .put("hard", decision.scores().hard())
        .put("soft", decision.scores().soft())
        .put("web_query", decision.scores().webQuery());
    return body.put("alpha", decision.alpha())
        .put("beta", decision.beta())
        .put("language", decision.language().code())
        .put("reason", decision.reason())
        .put("runner_up", decision.runnerUp().id());
  }
}
