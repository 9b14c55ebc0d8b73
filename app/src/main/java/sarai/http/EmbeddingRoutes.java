package sarai.http;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import sarai.chat.ChatRequest;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.engine.EmbeddingModel;
import sarai.engine.EmbeddingModel.Embeddings;
import sarai.engine.EngineException;
import sarai.pool.Lease;
import sarai.pool.ModelPool;
import sarai.pool.PoolException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/embeddings`: OpenAI's shape, and `input_type`, which picks the model's own prefix.
final class EmbeddingRoutes implements HttpService {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MOST_TEXTS = 2048;

  private final HttpApi.Parts parts;
  private final Bodies bodies;
  private final ObjectMapper json;

  EmbeddingRoutes(HttpApi.Parts parts, Bodies bodies, ObjectMapper json) {
    this.parts = parts;
    this.bodies = bodies;
    this.json = json;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/embeddings", Responses.handler(this::embed));
  }

  private void embed(ServerRequest request, ServerResponse response)
      throws ApiException, PoolException, EngineException, IOException, InterruptedException {
    ObjectNode body = bodies.object(request);
    ModelConfig model = model(body);
    List<String> texts = texts(body.path("input"), prefix(body, model));
    boolean packed = isPacked(body);
    Embeddings embeddings;
    try (ReadAhead.Watch _ = WatchedHttp1.watch();
        Lease lease = parts.pool().acquire(model.id(), PATIENCE, ModelPool.WaitListener.NONE)) {
      embeddings = lease.as(EmbeddingModel.class).embed(texts);
    }
    requireLength(body, embeddings);
    response.header(ChatRoutes.MODEL, model.id());
    Responses.send(response, 200, json.writeValueAsBytes(body(model, embeddings, packed)));
  }

  /// The named model, or the first for embeddings when it is left to us.
  private ModelConfig model(ObjectNode body) throws ApiException {
    Map<String, ModelConfig> models = parts.models();
    String id = body.path("model").asString(ChatRequest.ROUTED);
    if (id.equals(ChatRequest.ROUTED)) {
      return models.values().stream()
          .filter(model -> model.role() == ModelRole.EMBEDDINGS)
          .findFirst()
          .orElseThrow(
              () -> unknown("no model of role 'embeddings' is configured; add one to `models`"));
    }
    ModelConfig named = models.get(id);
    if (named == null) {
      throw unknown("there is no model '%s'".formatted(id));
    }
    if (named.role() != ModelRole.EMBEDDINGS) {
      throw bad("'%s' makes no embeddings; name one of role embeddings".formatted(id), "model");
    }
    return named;
  }

  private static String prefix(ObjectNode body, ModelConfig model) throws ApiException {
    String type = body.path("input_type").asString("passage");
    return switch (type) {
      case "query" -> model.shape().queryPrefix();
      case "passage" -> model.shape().passagePrefix();
      default ->
          throw bad(
              "'input_type' is '%s': it must be query or passage".formatted(type), "input_type");
    };
  }

  private static List<String> texts(JsonNode input, String prefix) throws ApiException {
    List<JsonNode> items = input.isArray() ? input.valueStream().toList() : List.of(input);
    if (items.isEmpty() || items.size() > MOST_TEXTS) {
      throw bad(
          "'input' has %d texts: it may have 1 to %d".formatted(items.size(), MOST_TEXTS), "input");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items) {
      if (!item.isString() || item.stringValue().isEmpty()) {
        throw bad("'input' must be a text or a list of texts, none of them empty", "input");
      }
      texts.add(prefix + item.stringValue());
    }
    return texts;
  }

  private static boolean isPacked(ObjectNode body) throws ApiException {
    String format = body.path("encoding_format").asString("float");
    return switch (format) {
      case "float" -> false;
      case "base64" -> true;
      default ->
          throw bad(
              "'encoding_format' is '%s': it must be float or base64".formatted(format),
              "encoding_format");
    };
  }

  private static void requireLength(ObjectNode body, Embeddings embeddings) throws ApiException {
    int length = embeddings.vectors().getFirst().length;
    if (body.hasNonNull("dimensions") && body.path("dimensions").asInt(-1) != length) {
      throw bad(
          "'dimensions' is %s: the model's vectors have %d and are not cut"
              .formatted(body.path("dimensions"), length),
          "dimensions");
    }
  }

  private ObjectNode body(ModelConfig model, Embeddings embeddings, boolean packed) {
    ObjectNode body = json.createObjectNode().put("object", "list").put("model", model.id());
    ArrayNode data = body.putArray("data");
    for (float[] vector : embeddings.vectors()) {
      ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      if (packed) {
        item.put("embedding", base64(vector));
      } else {
        ArrayNode numbers = item.putArray("embedding");
        for (float number : vector) {
          numbers.add(number);
        }
      }
    }
    body.putObject("usage")
        .put("prompt_tokens", embeddings.promptTokens())
        .put("total_tokens", embeddings.promptTokens());
    return body;
  }

  /// The numbers as little-endian 32-bit floats, as OpenAI packs them.
  private static String base64(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static ApiException bad(String message, String param) {
    return new ApiException(ApiError.badRequest(message, param));
  }

  private static ApiException unknown(String message) {
    return new ApiException(
        new ApiError(404, "not_found_error", message, "model", "model_not_found", null));
  }
}
