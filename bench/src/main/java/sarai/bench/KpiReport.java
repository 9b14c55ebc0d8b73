package sarai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The ceilings of the program, each with what this machine and a profile measured: the reference
/// profile when its weights are here, else the best that is. Every row names the profile.
///
/// @param samples the folder of pictures and recordings
/// @param choice the profile to measure
record KpiReport(Options options, Path samples, Choice choice) implements Suite {
  private static final Media LOOK = EndToEndSuite.QUESTIONS.get(2);
  private static final String DECLARED = "declared by max_memory_mb in sarai.yaml, not measured: ";

  /// Finds what to measure with.
  interface Choice {
    Bed of(Bed given) throws IOException, InterruptedException;
  }

  @Override
  public String name() {
    return "kpi";
  }

  @Override
  public List<Row> run(Bed given) throws IOException, InterruptedException {
    Bed bed = choice.of(given);
    List<Row> rows = new ArrayList<>();
    rows.add(new Row.Note("what this stands for", meaning(bed)));
    try (SaraiServer server = SaraiServer.start(bed)) {
      rows.addAll(memoryAndTime(server, bed));
      rows.add(speech(server, bed));
    }
    rows.add(choices(bed));
    return rows;
  }

  private List<Row> memoryAndTime(SaraiServer server, Bed bed)
      throws IOException, InterruptedException {
    String base = base(server, bed);
    double before = MemoryTrace.now(server);
    List<String> vision = server.models("vision");
    String how = "profile %s, %s".formatted(bed.profile().getFileName(), base);
    String looking = vision.isEmpty() ? "no vision model" : "then " + vision.getFirst();
    String body = LOOK.body(samples);
    List<Double> first = new ArrayList<>();
    Row.Traced peak;
    try (Wire wire = Wire.to(server.address());
        MemoryTrace trace = MemoryTrace.start(server)) {
      Chat.send(wire, body);
      for (int i = 0; i < bed.repeats(); i++) {
        first.add(Chat.send(wire, body).firstMillis());
      }
      peak = trace.row("memory while vision works", MemoryTrace.budget(server));
    }
    String both = how + ", " + looking;
    double warm = new Samples("ms", first).median();
    return List.of(
        new Row.Ceiling(
            "base memory (Pss of all processes)" + with(bed),
            "GB",
            5.0,
            before / 1e3,
            how,
            DECLARED + "4.15 GB"),
        new Row.Ceiling(
            "peak memory, base and vision (Pss of all processes)" + with(bed),
            "GB",
            8.5,
            peak.figure() / 1e3,
            both,
            DECLARED + "7.45 GB"),
        new Row.Ceiling(
            "first token of vision, warm (median)" + with(bed), "ms", 600, warm, both, null),
        peak);
  }

  /// Loads what is there before vision comes: the permanent models, else the text model.
  private static String base(SaraiServer server, Bed bed) throws IOException, InterruptedException {
    List<String> permanent = server.permanentModels();
    List<String> base = permanent.isEmpty() ? List.of(bed.model()) : permanent;
    for (String model : base) {
      server.load(model, bed);
    }
    return String.join(" and ", base) + " loaded";
  }

  private Row speech(SaraiServer server, Bed bed) throws IOException {
    String command =
        "./sarai bench --profile FILE kpi, with a profile whose speech model is installed";
    Optional<String> model = server.models("speech").stream().findFirst();
    if (model.isEmpty()) {
      return speech(bed, Double.NaN, "the profile has no speech model: " + command);
    }
    ServerAsker asker = new ServerAsker(server.address(), model.get(), "kpi");
    List<WordErrors> errors = new ArrayList<>();
    try {
      for (QualityQuestion recording : recordings()) {
        errors.add(QualityTask.errors(recording, asker.ask(recording).answer()));
      }
    } catch (IOException e) {
      return speech(bed, Double.NaN, "%s: %s".formatted(e.getMessage(), command));
    }
    Row.Estimate rate = new WordErrorRate(errors).row("", options.number("seed", 1));
    String how =
        "profile %s, %s: %s".formatted(bed.profile().getFileName(), model.get(), rate.text());
    return speech(bed, rate.value(), how);
  }

  private static Row speech(Bed bed, double percent, String how) {
    String name = "word error rate of the samples" + with(bed);
    return new Row.Ceiling(name, "%", 2.5, percent, how, null);
  }

  /// The recordings of people, with the texts beside them.
  private List<QualityQuestion> recordings() throws IOException {
    List<QualityQuestion> recordings = new ArrayList<>();
    for (String name : SpeechSuite.PEOPLE) {
      recordings.add(
          new QualityQuestion(
              name,
              QualityTask.WER,
              Map.of("input_audio", samples.resolve(name + ".wav")),
              "",
              List.of(),
              List.of(Files.readString(samples.resolve(name + ".txt"))),
              name.startsWith("es-") ? "es" : "en"));
    }
    return recordings;
  }

  private Row choices(Bed bed) throws IOException, InterruptedException {
    String name = "wrong on MMMU" + with(bed);
    if (options.get("folder", "").isEmpty()) {
      String how =
          "needs the MMMU set as a folder (docs/quality.md): ./sarai bench --profile sarai.yaml"
              + " --model qwen3_vl_4b --folder DIR kpi";
      return new Row.Ceiling(name, "%", 41, Double.NaN, how, null);
    }
    for (Row row : new QualitySuite(options, samples.resolve("quality")).run(bed)) {
      if (row instanceof Row.Estimate choice && choice.name().endsWith("choice")) {
        String how = "folder %s: %s".formatted(options.get("folder", ""), choice.text());
        return new Row.Ceiling(name, "%", 41, choice.value(), how, null);
      }
    }
    return new Row.Ceiling(name, "%", 41, Double.NaN, "the folder has no choices", null);
  }

  private static boolean isReference(Bed bed) {
    return bed.profile().endsWith("sarai.yaml");
  }

  /// Names what stood in for the reference profile, wherever the row is read.
  private static String with(Bed bed) {
    return isReference(bed) ? "" : ", with " + bed.profile().getFileName();
  }

  private static String meaning(Bed bed) {
    return isReference(bed)
        ? "the reference profile on this machine"
        : "other weights than the reference profile's: memory, time and quality here say that the"
            + " program measures, not that the reference keeps its ceilings. Where its weights are"
            + " installed (./sarai pull --profile sarai.yaml), the same command measures them."
            + " What the program adds to its engines: ./sarai bench overhead swap startup router";
  }
}
