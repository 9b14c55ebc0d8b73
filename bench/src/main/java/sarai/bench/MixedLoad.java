package sarai.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Many clients that ask several models at once under a budget that holds only two of them.
final class MixedLoad {
  private static final int CLIENTS = 16;
  private static final int REQUESTS = 200;
  private static final int TOKENS = 8;
  private static final double SLACK = 1.02;

  private final Bed bed;
  private final List<String> models = new ArrayList<>();
  private long budget;

  private MixedLoad(Bed bed) {
    this.bed = bed;
  }

  static List<Row> run(Bed bed) throws IOException, InterruptedException {
    MixedLoad load = new MixedLoad(bed);
    load.prepare();
    return load.measure();
  }

  /// Has each model loaded, used and unloaded once; then the budget is this program, the margin and
  /// the two largest at their peak.
  private void prepare() throws IOException, InterruptedException {
    try (SaraiServer server = SaraiServer.start(bed)) {
      List<Long> peaks = new ArrayList<>();
      for (JsonNode model : server.get("/api/pool").path("models")) {
        String id = model.path("id").asString("");
        if (chats(server, model)) {
          ask(server, id);
          order(server, "/api/models/" + id + "/unload", "{}");
          server.awaitState(id, "absent", bed);
          models.add(id);
          peaks.add(order(server, "/api/plan", plan(id)).path("need_bytes").asLong(0));
        }
      }
      peaks.sort(Collections.reverseOrder());
      JsonNode pool = server.get("/api/pool");
      budget =
          pool.path("jvm_bytes").asLong(0)
              + pool.path("margin_bytes").asLong(0)
              + (long) ((peaks.get(0) + peaks.get(1)) * SLACK);
    }
  }

  /// Whether it is a GGUF model that is here and answers in words.
  private static boolean chats(SaraiServer server, JsonNode model) throws IOException {
    return !List.of("embeddings", "speech").contains(model.path("role").asString(""))
        && order(server, "/api/plan", plan(model.path("id").asString("")))
            .path("variant")
            .asString("")
            .endsWith(".gguf");
  }

  private static String plan(String model) {
    return new JsonMapper().createObjectNode().put("model", model).toString();
  }

  private static JsonNode order(SaraiServer server, String path, String body) throws IOException {
    try (Wire wire = Wire.to(server.address())) {
      return new JsonMapper().readTree(wire.post(path, body).body());
    }
  }

  private static Wire.Reply ask(SaraiServer server, String model) throws IOException {
    try (Wire wire = Wire.to(server.address())) {
      return Chat.send(wire, Chat.body(model, "Say a word.", TOKENS, true));
    }
  }

  private List<Row> measure() throws IOException, InterruptedException {
    try (SaraiServer server = SaraiServer.start(bed, List.of("--budget", budget + "B"));
        PoolEvents events = PoolEvents.follow(server.address());
        MemoryTrace trace = MemoryTrace.start(server)) {
      long start = System.nanoTime();
      List<Double> answered = all(server);
      double seconds = (System.nanoTime() - start) / 1e9;
      String name =
          "%d requests of %d clients to %d models under a budget for two (Pss)"
              .formatted(REQUESTS, CLIENTS, models.size());
      return List.of(
          trace.row(name, budget / 1e6),
          new Row.Measured("until the first token of each", new Samples("ms", answered), null),
          new Row.Note(
              "that run",
              "%d of %d answered in %.1f s, %d loads"
                  .formatted(answered.size(), REQUESTS, seconds, events.count("ready"))));
    }
  }

  private List<Double> all(SaraiServer server) throws IOException, InterruptedException {
    Random random = new Random(1);
    List<Future<Double>> asked = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < REQUESTS; i++) {
        String model = models.get(random.nextInt(models.size()));
        asked.add(clients.submit(() -> ask(server, model).firstMillis()));
      }
      List<Double> millis = new ArrayList<>();
      for (Future<Double> one : asked) {
        millis.add(one.get());
      }
      return millis;
    } catch (ExecutionException e) {
      throw new IOException("a request was not answered: " + e.getCause(), e);
    }
  }
}
