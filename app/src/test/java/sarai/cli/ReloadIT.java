package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sarai.route.WeightFiles;
import sarai.testing.RealEngine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real `serve` over the real engine, whose configuration changes while it runs.
@Timeout(180)
final class ReloadIT {
  private static final Duration BOUND = Duration.ofSeconds(20);

  @TempDir private Path data;
  private final HttpClient client = HttpClient.newHttpClient();

  private JsonNode pool(RealServe server) throws IOException, InterruptedException {
    URI address = server.address().resolve("/api/pool");
    return new JsonMapper()
        .readTree(
            client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body());
  }

  private JsonNode awaitPool(RealServe server, Predicate<JsonNode> expected)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    JsonNode pool = pool(server);
    while (!expected.test(pool) && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
      pool = pool(server);
    }
    assertThat(expected.test(pool)).as("/api/pool after %s: %s", BOUND, pool).isTrue();
    return pool;
  }

  private static Predicate<JsonNode> outcome(String outcome) {
    return pool -> pool.path("last_reload").path("outcome").asString("").equals(outcome);
  }

  private static JsonNode model(JsonNode pool, String id) {
    return pool.path("models")
        .valueStream()
        .filter(model -> model.path("id").asString("").equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aChangedFileIsFollowedAndUnchangedModelsKeepTheirProcess() throws Exception {
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      assertThat(server.look("samples/red-circle.png", "What objects do you see?"))
          .containsIgnoringCase("red circle");
      long pid = model(pool(server), "tiny_vl").path("pid").asLong(-1);
      assertThat(pid).isPositive();
      Path file = data.resolve("tiny-models.yaml");
      String text = Files.readString(file);

      Files.writeString(file, text.replace("max_memory_mb: 400", "max_memory_mb: 399") + RESTART);
      JsonNode after = awaitPool(server, outcome("applied"));

      assertThat(after.path("last_reload").path("needs_restart").toString())
          .contains("server.max_body");
      assertThat(after.path("last_reload").path("adjusted").toString()).contains("tiny_vl");
      assertThat(model(after, "tiny_vl").path("pid").asLong(-1)).isEqualTo(pid);
      assertThat(server.look("samples/red-circle.png", "What objects do you see?"))
          .containsIgnoringCase("red circle");

      Files.writeString(file, text.replace("models:", "modles:"));
      JsonNode refused = awaitPool(server, outcome("refused"));

      assertThat(refused.path("last_reload").path("reason").asString(""))
          .contains("modles")
          .contains("tiny-models.yaml");
      assertThat(model(refused, "tiny_vl").path("pid").asLong(-1)).isEqualTo(pid);
    }
  }

  private static final String RESTART = "\nserver: { max_body: 2MB }\n";

  @Test
  void learnedWeightsAreFollowedWithoutARestart() throws Exception {
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      WeightFiles.of(data).promote(WeightFiles.of(data).current());
      awaitLog("the learned weights of the router were read anew");
      assertThat(server.process().isAlive()).isTrue();
    }
  }

  /// Waits until the server's log says it.
  private void awaitLog(String words) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + BOUND.toNanos();
    Path log = data.resolve("serve.err");
    while (!Files.readString(log).contains(words) && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(Files.readString(log)).contains(words);
  }

  /// A program started by `nohup` never hears the signal, nor do its children.
  private static boolean hangUpIsIgnored() throws IOException {
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      return status
          .filter(line -> line.startsWith("SigIgn:"))
          .anyMatch(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16) % 2 == 1);
    }
  }

  @Test
  void hangUpHasTheFileReadAnew() throws Exception {
    assumeTrue(Files.exists(Path.of("/bin/kill")), "SIGHUP is sent by /bin/kill");
    assumeFalse(hangUpIsIgnored(), "SIGHUP is ignored here: run the tests without nohup");
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      assertThat(pool(server).path("last_reload").isNull()).isTrue();

      hangUp(server);
      JsonNode first = awaitPool(server, outcome("applied"));

      assertThat(first.path("last_reload").path("changed")).isEmpty();
      assertThat(server.process().isAlive()).isTrue();
    }
  }

  private static void hangUp(RealServe server) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("/bin/kill", "-HUP", "" + server.process().pid()).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }
}
