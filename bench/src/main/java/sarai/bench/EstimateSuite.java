package sarai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sarai.process.MemoryProbe;
import sarai.process.ProcessMemory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What each GGUF model of the profile is expected to take, against what its engine took: before
/// anything was learned, and in a second run after a first one. Errors are of the reserved peak
/// against the greatest resident size, and of the steady figure against Pss after an answer.
final class EstimateSuite implements Suite {
  /// Longer than a micro-batch, so that all of the scratch space is touched.
  private static final String QUESTION = "a ".repeat(600) + "?";

  private static final int TOKENS = 48;

  /// @param steady bytes once it has answered
  private record Figure(long peak, long steady) {
    /// In percent of what was measured.
    double peakOff(Figure measured) {
      return 100.0 * (peak - measured.peak) / measured.peak;
    }

    double steadyOff(Figure measured) {
      return 100.0 * (steady - measured.steady) / measured.steady;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.0f/%.0f", peak / 1e6, steady / 1e6);
    }
  }

  @Override
  public String name() {
    return "estimates";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    Files.deleteIfExists(bed.data().resolve("footprints.json"));
    Map<String, Figure> estimated = expected(bed);
    Map<String, Figure> first = measured(bed, estimated);
    Map<String, Figure> learned = expected(bed);
    Map<String, Figure> second = measured(bed, estimated);
    List<Row> rows = new ArrayList<>();
    List<Double> before = new ArrayList<>();
    List<Double> after = new ArrayList<>();
    for (String id : first.keySet()) {
      Figure guess = figure(estimated, id);
      Figure once = figure(first, id);
      Figure known = figure(learned, id);
      Figure again = figure(second, id);
      rows.add(new Row.Note(id, text(guess, once, known, again)));
      add(before, guess, once);
      add(after, known, again);
    }
    rows.add(new Row.Measured("off before a first load", new Samples("%", before), 25.0));
    rows.add(new Row.Measured("off after a first load", new Samples("%", after), 10.0));
    return rows;
  }

  private static Figure figure(Map<String, Figure> figures, String id) throws IOException {
    Figure figure = figures.get(id);
    if (figure == null) {
      throw new IOException("nothing is known of '%s' any more".formatted(id));
    }
    return figure;
  }

  private static void add(List<Double> to, Figure expected, Figure measured) {
    to.add(Math.abs(expected.peakOff(measured)));
    to.add(Math.abs(expected.steadyOff(measured)));
  }

  private static String text(Figure guess, Figure first, Figure known, Figure second) {
    return String.format(
        Locale.ROOT,
        "MB peak/steady: estimated %s, took %s (%+.0f %%/%+.0f %%); learned %s, took %s (%+.0f %%/%+.0f %%)",
        guess,
        first,
        guess.peakOff(first),
        guess.steadyOff(first),
        known,
        second,
        known.peakOff(second),
        known.steadyOff(second));
  }

  /// What `plan` says of each model whose weights are here.
  private static Map<String, Figure> expected(Bed bed) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(bed.command());
    command.addAll(List.of("plan", "--json", "--profile", bed.profile().toString()));
    command.addAll(List.of("--data", bed.data().toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    JsonNode proof = new JsonMapper().readTree(process.getInputStream().readAllBytes());
    process.waitFor();
    Map<String, Figure> figures = new LinkedHashMap<>();
    for (JsonNode model : proof.path("models")) {
      if (model.path("variant").asString("").endsWith(".gguf")) {
        figures.put(
            model.path("id").asString(""),
            new Figure(model.path("peak_bytes").asLong(0), model.path("steady_bytes").asLong(0)));
      }
    }
    return figures;
  }

  /// Loads the models one after the other, has each answer, and reads what its process took.
  private static Map<String, Figure> measured(Bed bed, Map<String, Figure> models)
      throws IOException, InterruptedException {
    Map<String, Figure> figures = new LinkedHashMap<>();
    try (SaraiServer server = SaraiServer.start(bed)) {
      for (String id : models.keySet()) {
        if (chats(server.model(id))) {
          figures.put(id, measured(server, id, bed));
        }
      }
    }
    return figures;
  }

  private static boolean chats(JsonNode model) {
    return !List.of("embeddings", "speech").contains(model.path("role").asString(""));
  }

  private static Figure measured(SaraiServer server, String id, Bed bed)
      throws IOException, InterruptedException {
    try (Wire wire = Wire.to(server.address())) {
      Chat.send(wire, Chat.body(id, QUESTION, TOKENS, true));
    }
    ProcessMemory memory = new MemoryProbe().read(server.model(id).path("pid").asLong(-1));
    if (!server.model(id).path("permanent").asBoolean(false)) {
      try (Wire wire = Wire.to(server.address())) {
        wire.post("/api/models/" + id + "/unload", "{}");
      }
      server.awaitState(id, "absent", bed);
    }
    return new Figure(memory.peak().value(), memory.charged().value());
  }
}
