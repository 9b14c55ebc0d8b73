package sarai.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// From asking a model that is not there to its first token, when another must leave first, against
/// starting the same engine bare and asking it. In turn, under a budget that holds one of the two.
final class SwapSuite implements Suite {
  private static final String QUESTION = "Say one word.";

  @Override
  public String name() {
    return "swap";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    Need need = need(bed);
    Map<String, List<Double>> parts = new LinkedHashMap<>();
    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    try (SaraiServer server = SaraiServer.start(bed, List.of("--budget", need.budget() + "B"));
        PoolEvents events = PoolEvents.follow(server.address())) {
      ask(server, bed.other());
      for (int i = 0; i < bed.repeats(); i++) {
        bare.add(bare(need.recipe(), bed));
        Instant asked = Instant.now();
        double first = ask(server, bed.model());
        ours.add(first);
        split(events, asked, first, bed, parts);
        ask(server, bed.other());
      }
    }
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row.Compared("swap to first token", new Samples("ms", ours), new Samples("ms", bare)));
    parts.forEach(
        (name, values) -> rows.add(new Row.Measured(name, new Samples("ms", values), null)));
    return rows;
  }

  /// What the two models take together, less half of the smaller: room for either, not for both.
  private record Need(BareEngine.Recipe recipe, long budget) {}

  private static Need need(Bed bed) throws IOException, InterruptedException {
    try (SaraiServer server = SaraiServer.start(bed)) {
      ask(server, bed.other());
      ask(server, bed.model());
      long one = server.model(bed.model()).path("reserved_bytes").asLong(0);
      long two = server.model(bed.other()).path("reserved_bytes").asLong(0);
      long charged = server.get("/api/pool").path("charged_bytes").asLong(0);
      long pid = server.model(bed.model()).path("pid").asLong(-1);
      return new Need(BareEngine.Recipe.of(pid), charged - Math.min(one, two) / 2);
    }
  }

  private static double ask(SaraiServer server, String model) throws IOException {
    try (Wire wire = Wire.to(server.address())) {
      return Chat.send(wire, Chat.body(model, QUESTION, 2, true)).firstMillis();
    }
  }

  private static double bare(BareEngine.Recipe recipe, Bed bed)
      throws IOException, InterruptedException {
    try (BareEngine engine = BareEngine.start(recipe, bed);
        Wire wire = engine.wire()) {
      String body = Chat.body(bed.model(), QUESTION, 2, true);
      return engine.readyNanos() / 1e6 + Chat.send(wire, body).firstMillis();
    }
  }

  private static void split(
      PoolEvents events, Instant asked, double first, Bed bed, Map<String, List<Double>> parts) {
    Instant at = asked;
    for (Stage stage :
        List.of(
            new Stage("until the other unloads", bed.other(), "unloading"),
            new Stage("until it is gone", bed.other(), "absent"),
            new Stage("until the engine is started", bed.model(), "loading"),
            new Stage("until it is ready", bed.model(), "ready"))) {
      Instant reached = events.at(stage.model(), stage.state(), asked).orElse(null);
      if (reached != null) {
        add(parts, stage.name(), PoolEvents.millis(at, reached));
        at = reached;
      }
    }
    add(parts, "until the first token", first - PoolEvents.millis(asked, at));
  }

  private record Stage(String name, String model, String state) {}

  private static void add(Map<String, List<Double>> parts, String name, double millis) {
    parts.computeIfAbsent(name, _ -> new ArrayList<>()).add(millis);
  }
}
