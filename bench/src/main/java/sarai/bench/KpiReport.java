package sarai.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The ceilings of the program, each with what this machine and this profile measured. With other
/// weights than the reference profile's it says so in every row.
final class KpiReport implements Suite {
  private static final Media LOOK = EndToEndSuite.QUESTIONS.get(2);

  private final Path samples;

  KpiReport(Path samples) {
    this.samples = samples;
  }

  @Override
  public String name() {
    return "kpi";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    String how = "profile " + bed.profile().getFileName();
    String body = LOOK.body(samples);
    try (SaraiServer server = SaraiServer.start(bed);
        Wire wire = Wire.to(server.address())) {
      Chat.send(wire, Chat.body(bed.model(), "Say one word.", 1, false));
      double base = MemoryTrace.now(server);
      List<Double> first = new ArrayList<>();
      Row.Traced peak;
      try (MemoryTrace trace = MemoryTrace.start(server)) {
        Chat.send(wire, body);
        for (int i = 0; i < bed.repeats(); i++) {
          first.add(Chat.send(wire, body).firstMillis());
        }
        peak = trace.row("peak", MemoryTrace.budget(server));
      }
      double warm = new Samples("ms", first).median();
      return List.of(
          new Row.Ceiling("base memory, text model loaded (Pss)", "GB", 5.0, base / 1e3, how, null),
          new Row.Ceiling(
              "peak memory, base and vision (Pss)", "GB", 8.5, peak.figure() / 1e3, how, null),
          new Row.Ceiling("first token of vision, warm (median)", "ms", 600, warm, how, null),
          peak,
          new Row.Ceiling(
              "word error rate",
              "%",
              2.5,
              Double.NaN,
              "needs speech weights: './sarai test' runs WhisperEngineIT on the samples;"
                  + " no suite of bench does it yet",
              null),
          new Row.Ceiling(
              "wrong on MMMU",
              "%",
              41,
              Double.NaN,
              "needs the reference vision weights and the MMMU set; no suite of bench does it yet",
              null));
    }
  }
}
