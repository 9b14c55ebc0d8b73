package sarai.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// From asking a model that is not there to its first token, when another must leave first, against
/// starting the same engine bare and asking it. In turn, with the two largest models of the profile
/// under a budget that does not hold one of them while the other loads.
final class SwapSuite implements Suite {
  private static final String QUESTION = "Say one word.";

  /// In load times; a little more than the pool's own factor, since it takes the mean of loads.
  private static final int MINIMUM_RESIDENCY = 4;

  @Override
  public String name() {
    return "swap";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    Contenders two = Contenders.learn(bed, 2);
    Contenders.Model model = two.models().get(0);
    Contenders.Model other = two.models().get(1);
    long budget = two.fixed() + Math.max(model.peak(), other.peak()) + other.steady() / 2;
    Map<String, List<Double>> parts = new LinkedHashMap<>();
    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    try (SaraiServer server = SaraiServer.start(bed, List.of("--budget", budget + "B"));
        PoolEvents events = PoolEvents.follow(server.address())) {
      for (int i = 0; i < bed.repeats(); i++) {
        settle(server, events, other.id());
        Contenders.unload(server, model.id(), bed);
        bare.add(bare(model, bed));
        Instant asked = Instant.now();
        double first = Contenders.ask(server, model.id()).firstMillis();
        ours.add(first);
        split(events, new Swap(asked, first, model.id(), other.id()), parts);
      }
    }
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row.Note(
            "swapped",
            "%s for %s, which had its minimum residency (twice its load); sooner, a swap waits for it"
                .formatted(model.id(), other.id())));
    rows.add(
        new Row.Compared("swap to first token", new Samples("ms", ours), new Samples("ms", bare)));
    parts.forEach(
        (name, values) -> rows.add(new Row.Measured(name, new Samples("ms", values), null)));
    return rows;
  }

  /// Has a model loaded and past the time for which the pool spares it from eviction.
  private static void settle(SaraiServer server, PoolEvents events, String id)
      throws IOException, InterruptedException {
    Instant asked = Instant.now();
    Contenders.ask(server, id);
    Instant began = events.await(id, "loading", asked).orElse(asked);
    Instant ready = events.await(id, "ready", asked).orElse(asked);
    Thread.sleep(Duration.between(began, ready).multipliedBy(MINIMUM_RESIDENCY));
  }

  private static double bare(Contenders.Model model, Bed bed)
      throws IOException, InterruptedException {
    try (BareEngine engine = BareEngine.start(model.recipe(), bed);
        Wire wire = engine.wire()) {
      String body = Chat.body(model.id(), QUESTION, 2, true);
      return engine.readyNanos() / 1e6 + Chat.send(wire, body).firstMillis();
    }
  }

  /// One swap.
  ///
  /// @param first milliseconds from `asked` to the first token
  private record Swap(Instant asked, double first, String model, String other) {}

  private static void split(PoolEvents events, Swap swap, Map<String, List<Double>> parts)
      throws IOException, InterruptedException {
    Instant at = swap.asked();
    for (Stage stage :
        List.of(
            new Stage("until the other unloads (drain)", swap.other(), "unloading"),
            new Stage("until it is gone (exit)", swap.other(), "absent"),
            new Stage("until the engine is started (spawn)", swap.model(), "loading"),
            new Stage("until it is ready", swap.model(), "ready"))) {
      Instant reached =
          events
              .await(stage.model(), stage.state(), swap.asked())
              .orElseThrow(() ->
                  new IOException(
                      "'%s' never became %s: the budget held both '%s' and '%s'"
                          .formatted(stage.model(), stage.state(), swap.model(), swap.other())));
      add(parts, stage.name(), PoolEvents.millis(at, reached));
      at = reached;
    }
    add(parts, "until the first token", swap.first() - PoolEvents.millis(swap.asked(), at));
  }

  private record Stage(String name, String model, String state) {}

  private static void add(Map<String, List<Double>> parts, String name, double millis) {
    parts.computeIfAbsent(name, _ -> new ArrayList<>()).add(millis);
  }
}
