package sarai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.DoubleAccumulator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What pictures cost a server: time beside the engine's own, prompt tokens found again, memory.
record VisionServing(TestMedia media) {
  private static final String MODEL = "tiny_vl";
  private static final String PATH = "/v1/chat/completions";

  List<Row> rows(Bed bed) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (SaraiServer server = SaraiServer.start(bed);
        Wire ours = Wire.to(server.address())) {
      Path small = media.plain(224, 224, "small.png");
      String body = body(small, "What color is the background?");
      Chat.send(ours, body);
      BareEngine.Recipe recipe = BareEngine.Recipe.of(server.model(MODEL).path("pid").asLong(0));
      try (BareEngine engine = BareEngine.start(recipe, bed);
          Wire bare = engine.wire()) {
        rows.add(added(ours, bare, body, bed.rounds() / 4));
      }
      rows.add(reused(ours, small));
      rows.addAll(memory(server, ours));
    }
    return rows;
  }

  /// The same request to us and to the engine alone; the picture needs no resize.
  private static Row added(Wire ours, Wire bare, String body, int rounds) throws IOException {
    List<Double> our = new ArrayList<>();
    List<Double> their = new ArrayList<>();
    for (int i = -5; i < rounds; i++) {
      double one = Chat.send(ours, body).totalMillis();
      double other = Chat.send(bare, body).totalMillis();
      if (i >= 0) {
        our.add(one);
        their.add(other);
      }
    }
    return new Row.Compared(
        "picture of 224×224, one token, against the engine alone",
        new Samples("ms", our),
        new Samples("ms", their));
  }

  private static Row reused(Wire ours, Path picture) throws IOException {
    Chat.send(ours, body(picture, "What objects do you see?"));
    JsonNode usage =
        new JsonMapper()
            .readTree(Chat.send(ours, body(picture, "How many objects are there?")).body())
            .path("usage");
    double cached = usage.at("/prompt_tokens_details/cached_tokens").asDouble(0);
    return new Row.Measured(
        "second question about a picture: prompt tokens from the engine's cache",
        new Samples("%", List.of(100 * cached / usage.path("prompt_tokens").asDouble(1))),
        null);
  }

  private List<Row> memory(SaraiServer server, Wire ours) throws IOException, InterruptedException {
    Path refused = media.plain(10_000, 10_000, "refused.png");
    Path large = media.plain(8000, 6000, "large.jpg");
    return List.of(
        peak(server, ours, "a picture of 100 MP is refused", refused, 400),
        peak(server, ours, "a picture of 48 MP is answered", large, 200));
  }

  private static Row peak(SaraiServer server, Wire ours, String what, Path picture, int status)
      throws IOException, InterruptedException {
    String body = body(picture, "What color is the background?");
    double before = server.residentMegabytes();
    DoubleAccumulator most = new DoubleAccumulator(Math::max, before);
    AtomicBoolean done = new AtomicBoolean();
    Thread watch =
        Thread.ofPlatform()
            .start(() -> {
              while (!done.get()) {
                most.accumulate(server.residentMegabytes());
              }
            });
    int answered = ours.post(PATH, body).status();
    done.set(true);
    watch.join();
    return answered == status
        ? new Row.Measured(
            what + ": resident memory of the server beyond %.0f MB".formatted(before),
            new Samples("MB", List.of(most.get() - before)),
            null)
        : new Row.Note(what, "status " + answered + " instead of " + status);
  }

  private static String body(Path picture, String question) throws IOException {
    ObjectNode body = new JsonMapper().createObjectNode().put("model", MODEL);
    body.put("max_tokens", 1).put("temperature", 0).put("seed", 1);
    ArrayNode parts = body.putArray("messages").addObject().put("role", "user").putArray("content");
    String data = Base64.getEncoder().encodeToString(Files.readAllBytes(picture));
    parts
        .addObject()
        .put("type", "image_url")
        .putObject("image_url")
        .put("url", "data:image/png;base64," + data);
    parts.addObject().put("type", "text").put("text", question);
    return body.toString();
  }
}
