package sarai.http;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;
import sarai.chat.ChatRequest;
import sarai.config.ModelRole;
import sarai.pool.ModelPool;
import sarai.pool.PoolSnapshot;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/models` and `/v1/models/{id}`: OpenAI's fields, and what a client may want to know of
/// where a model is.
final class ModelRoutes implements HttpService {
  private final ModelPool pool;
  private final ObjectMapper json;
  private final long created;

  /// @param created seconds since 1970, the same for all models
  ModelRoutes(ModelPool pool, ObjectMapper json, long created) {
    this.pool = pool;
    this.json = json;
    this.created = created;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/models", Responses.handler((_, response) -> list(response)));
    rules.get("/v1/models/{id}", Responses.handler(this::one));
  }

  private void list(ServerResponse response) throws InterruptedException {
    ObjectNode body = json.createObjectNode().put("object", "list");
    ArrayNode data = body.putArray("data");
    data.add(routed());
    for (PoolSnapshot.Model model : pool.snapshot().models()) {
      data.add(model(model));
    }
    Responses.send(response, 200, json.writeValueAsBytes(body));
  }

  private void one(ServerRequest request, ServerResponse response)
      throws ApiException, InterruptedException {
    String id = request.path().pathParameters().get("id");
    if (id.equals(ChatRequest.ROUTED)) {
      Responses.send(response, 200, json.writeValueAsBytes(routed()));
      return;
    }
    PoolSnapshot.Model found =
        pool.snapshot().models().stream()
            .filter(model -> model.id().equals(id))
            .findFirst()
            .orElseThrow(
                () -> new ApiException(ApiError.notFound("there is no model '%s'".formatted(id))));
    Responses.send(response, 200, json.writeValueAsBytes(model(found)));
  }

  private ObjectNode entry(String id) {
    return json.createObjectNode()
        .put("id", id)
        .put("object", "model")
        .put("created", created)
        .put("owned_by", "sarai");
  }

  private ObjectNode routed() {
    return entry(ChatRequest.ROUTED).put("name", "routes to the model that fits");
  }

  private ObjectNode model(PoolSnapshot.Model model) {
    ObjectNode entry =
        entry(model.id())
            .put("name", model.name())
            .put("role", model.role().name().toLowerCase(Locale.ROOT));
    ObjectNode architecture = entry.putObject("architecture");
    ArrayNode input = architecture.putArray("input_modalities");
    if (model.role() != ModelRole.SPEECH) {
      input.add("text");
    }
    if (model.role() == ModelRole.VISION) {
      input.add("image").add("video");
    }
    if (model.role() == ModelRole.AUDIO || model.role() == ModelRole.SPEECH) {
      input.add("audio");
    }
    architecture
        .putArray("output_modalities")
        .add(model.role() == ModelRole.EMBEDDINGS ? "embeddings" : "text");
    entry
        .putObject("status")
        .put("value", model.state().name().toLowerCase(Locale.ROOT))
        .put("leaves_in_seconds", model.leavesInSeconds());
    return entry;
  }
}
