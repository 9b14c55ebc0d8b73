package sarai.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What an idle orchestrator holds, and what everything holds while two models work, and while many
/// clients ask for more models than fit, against the budget.
final class MemorySuite implements Suite {
  private static final String QUESTION = "Count from one to twenty.";
  private static final int TOKENS = 24;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>(twoAtWork(bed));
    rows.addAll(MixedLoad.run(bed));
    return rows;
  }

  private static List<Row> twoAtWork(Bed bed) throws IOException, InterruptedException {
    try (SaraiServer server = SaraiServer.start(bed)) {
      double idle = server.residentMegabytes();
      double limit = MemoryTrace.budget(server);
      try (MemoryTrace trace = MemoryTrace.start(server)) {
        work(server, bed);
        return List.of(
            new Row.Measured("resident, idle", new Samples("MB", List.of(idle)), null),
            trace.row("all processes while two models work (Pss)", limit),
            new Row.Measured(
                "resident after work",
                new Samples("MB", List.of(server.residentMegabytes())),
                null));
      }
    }
  }

  private static void work(SaraiServer server, Bed bed) throws IOException, InterruptedException {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> working = new ArrayList<>();
      for (String model : List.of(bed.model(), bed.other())) {
        working.add(
            clients.submit(() -> {
              ask(server, model, bed.repeats() * 5);
              return null;
            }));
      }
      for (Future<Void> one : working) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a model did not answer", e);
    }
  }

  private static void ask(SaraiServer server, String model, int times) throws IOException {
    try (Wire wire = Wire.to(server.address())) {
      for (int i = 0; i < times; i++) {
        Chat.send(wire, Chat.body(model, QUESTION, TOKENS, true));
      }
    }
  }
}
