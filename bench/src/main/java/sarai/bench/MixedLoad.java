package sarai.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Many clients that ask the three largest models at once under a budget that holds two of them.
final class MixedLoad {
  private static final int MODELS = 3;
  private static final int CLIENTS = 16;
  private static final int REQUESTS = 200;

  private MixedLoad() {}

  static List<Row> run(Bed bed) throws IOException, InterruptedException {
    Contenders contenders = Contenders.learn(bed, MODELS);
    List<String> ids = contenders.models().stream().map(Contenders.Model::id).toList();
    long budget = budget(contenders);
    try (SaraiServer server = SaraiServer.start(bed, List.of("--budget", budget + "B"));
        PoolEvents events = PoolEvents.follow(server.address());
        MemoryTrace trace = MemoryTrace.start(server)) {
      long start = System.nanoTime();
      List<Double> answered = all(server, ids);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (events.count("unloading") == 0) {
        throw new IOException(
            "a budget of %d bytes held all of %s: it needs larger models".formatted(budget, ids));
      }
      String name =
          "%d requests of %d clients to %s under a budget for two (Pss)"
              .formatted(REQUESTS, CLIENTS, ids);
      return List.of(
          trace.row(name, budget / 1e6),
          new Row.Measured("until the first token of each", new Samples("ms", answered), null),
          new Row.Note(
              "that run",
              "%d of %d answered in %.1f s, %d loads, %d unloads"
                  .formatted(
                      answered.size(),
                      REQUESTS,
                      seconds,
                      events.count("ready"),
                      events.count("unloading"))));
    }
  }

  /// The two largest at their peak, and half of the third for the growth of this program.
  private static long budget(Contenders contenders) {
    List<Contenders.Model> models = contenders.models();
    return contenders.fixed()
        + models.get(0).peak()
        + models.get(1).peak()
        + models.get(2).steady() / 2;
  }

  private static List<Double> all(SaraiServer server, List<String> models)
      throws IOException, InterruptedException {
    Random random = new Random(1);
    List<Future<Double>> asked = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      for (int i = 0; i < REQUESTS; i++) {
        String model = models.get(random.nextInt(models.size()));
        asked.add(clients.submit(() -> Contenders.ask(server, model).firstMillis()));
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
