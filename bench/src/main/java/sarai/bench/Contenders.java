package sarai.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The largest models of a profile that answer in words and may be evicted, each loaded, used and
/// unloaded once, so that the pool has learned what they take.
///
/// @param models largest first
/// @param fixed what the pool charges without them: this program, the margin, what is pinned
record Contenders(List<Model> models, long fixed) {
  private static final String QUESTION = "Say one word.";

  /// @param peak bytes while it loads
  /// @param steady bytes once it has answered
  record Model(String id, long peak, long steady, BareEngine.Recipe recipe) {}

  Contenders {
    models = List.copyOf(models);
  }

  static Contenders learn(Bed bed, int count) throws IOException, InterruptedException {
    try (SaraiServer server = SaraiServer.start(bed)) {
      List<Model> models = new ArrayList<>();
      for (String id : largest(server, count)) {
        models.add(learn(server, id, bed));
      }
      return new Contenders(models, server.get("/api/pool").path("charged_bytes").asLong(0));
    }
  }

  private static List<String> largest(SaraiServer server, int count) throws IOException {
    record Need(String id, long bytes) {}
    List<Need> needs = new ArrayList<>();
    for (JsonNode model : server.get("/api/pool").path("models")) {
      String id = model.path("id").asString("");
      JsonNode plan = plan(server, id);
      boolean chats =
          !List.of("embeddings", "speech").contains(model.path("role").asString(""))
              && plan.path("variant").asString("").endsWith(".gguf");
      if (chats && !model.path("permanent").asBoolean(false)) {
        needs.add(new Need(id, plan.path("need_bytes").asLong(0)));
      }
    }
    if (needs.size() < count) {
      throw new IOException(
          "the profile has %d chat models that may be evicted; %d are needed"
              .formatted(needs.size(), count));
    }
    needs.sort(Comparator.comparingLong(Need::bytes).reversed());
    return needs.stream().limit(count).map(Need::id).toList();
  }

  private static Model learn(SaraiServer server, String id, Bed bed)
      throws IOException, InterruptedException {
    ask(server, id);
    JsonNode loaded = server.model(id);
    BareEngine.Recipe recipe = BareEngine.Recipe.of(loaded.path("pid").asLong(-1));
    unload(server, id, bed);
    long peak = plan(server, id).path("need_bytes").asLong(0);
    return new Model(id, peak, loaded.path("measured_bytes").asLong(0), recipe);
  }

  /// Returns when it is gone; at once when it was not there.
  static void unload(SaraiServer server, String id, Bed bed)
      throws IOException, InterruptedException {
    post(server, "/api/models/" + id + "/unload", "{}");
    server.awaitState(id, "absent", bed);
  }

  static Wire.Reply ask(SaraiServer server, String model) throws IOException {
    try (Wire wire = Wire.to(server.address())) {
      return Chat.send(wire, Chat.body(model, QUESTION, 2, true));
    }
  }

  private static JsonNode plan(SaraiServer server, String model) throws IOException {
    JsonMapper json = new JsonMapper();
    return post(server, "/api/plan", json.createObjectNode().put("model", model).toString());
  }

  private static JsonNode post(SaraiServer server, String path, String body) throws IOException {
    try (Wire wire = Wire.to(server.address())) {
      return new JsonMapper().readTree(wire.post(path, body).body());
    }
  }
}
