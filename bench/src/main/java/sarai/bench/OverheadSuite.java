package sarai.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What we add to a bare engine with the same model and flags: the same requests to both, in turn.
/// A model that is named skips the router and nothing else.
final class OverheadSuite implements Suite {
  private static final String QUESTION = "Say one word.";
  private static final int WARM_UP = 5;

  @Override
  public String name() {
    return "overhead";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    try (SaraiServer server = SaraiServer.start(bed)) {
      String whole = Chat.body(bed.model(), QUESTION, 1, false);
      String stream = Chat.body(bed.model(), QUESTION, 4, true);
      try (Wire ours = Wire.to(server.address())) {
        Chat.send(ours, whole);
        long pid = server.model(bed.model()).path("pid").asLong(-1);
        try (BareEngine bare = BareEngine.start(BareEngine.Recipe.of(pid), bed);
            Wire engine = bare.wire()) {
          Pair pair = new Pair(ours, engine, bed.rounds());
          pair.warm(whole, stream);
          return List.of(
              pair.compare("one token", whole, false),
              pair.compare("first token of a stream", stream, true),
              new Row.Measured(
                  "resident after the run",
                  new Samples("MB", List.of(server.residentMegabytes())),
                  null));
        }
      }
    }
  }

  /// Both ends of the comparison.
  private record Pair(Wire ours, Wire bare, int rounds) {
    /// As many requests as are measured: how warm the code is matters most (facts of the JVM).
    void warm(String whole, String stream) throws IOException {
      for (int i = 0; i < WARM_UP * rounds; i++) {
        Chat.send(ours, whole);
        if (i % WARM_UP == 0) {
          Chat.send(ours, stream);
          Chat.send(bare, whole);
          Chat.send(bare, stream);
        }
      }
    }

    Row compare(String name, String body, boolean first) throws IOException {
      List<Double> us = new ArrayList<>();
      List<Double> them = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        Wire.Reply engine = Chat.send(bare, body);
        Wire.Reply sarai = Chat.send(ours, body);
        them.add(first ? engine.firstMillis() : engine.totalMillis());
        us.add(first ? sarai.firstMillis() : sarai.totalMillis());
      }
      return new Row.Compared(name, new Samples("ms", us), new Samples("ms", them));
    }
  }
}
