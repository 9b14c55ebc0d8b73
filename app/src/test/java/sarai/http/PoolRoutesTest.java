package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.config.ConfigException;
import sarai.pool.ModelPool;
import sarai.pool.PoolException;
import tools.jackson.databind.JsonNode;

/// `/api/pool`, its events, `/api/plan` and the orders.
final class PoolRoutesTest {
  private ApiFixture server;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException, ConfigException {
    server = new ApiFixture(folder, "");
    server.engine().says("tiny", "hello");
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void load(String model) throws PoolException, InterruptedException {
    server.pool().acquire(model, Duration.ofSeconds(20), ModelPool.WaitListener.NONE).close();
  }

  private JsonNode model(String id) throws IOException, InterruptedException {
    return server
        .get("/api/pool")
        .json()
        .path("models")
        .valueStream()
        .filter(model -> model.path("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void poolTellsBudgetAndModels() throws IOException, InterruptedException, PoolException {
    load("tiny");

    JsonNode pool = server.get("/api/pool").json();

    assertThat(pool.path("budget_bytes").asLong()).isEqualTo(2_000_000_000L);
    assertThat(pool.path("charged_bytes").asLong() + pool.path("free_bytes").asLong())
        .isEqualTo(2_000_000_000L);
    assertThat(pool.path("queue").isArray()).isTrue();
    assertThat(pool.path("last_reload").isNull()).isTrue();
    JsonNode tiny = model("tiny");
    assertThat(tiny.path("state").asString()).isEqualTo("ready");
    assertThat(tiny.path("reserved_bytes").asLong()).isEqualTo(ScriptedEngine.SIZE.value());
    assertThat(tiny.path("leases").asInt()).isZero();
    assertThat(tiny.path("role").asString()).isEqualTo("tiny");
    assertThat(model("expert").path("state").asString()).isEqualTo("absent");
  }

  @Test
  void modelIsLoadedAndUnloadedByOrder() throws IOException, InterruptedException, PoolException {
    ApiFixture.Answer loading = server.post("/api/models/tiny/load", "");
    load("tiny");
    ApiFixture.Answer unloading = server.post("/api/models/tiny/unload", "");

    assertThat(loading.status()).isEqualTo(202);
    assertThat(loading.json().path("id").asString()).isEqualTo("tiny");
    assertThat(loading.json().has("eta_seconds")).isTrue();
    assertThat(unloading.status()).isEqualTo(202);
    assertThat(unloading.json().path("state").asString()).isIn("draining", "unloading", "absent");
  }

  @Test
  void pinnedModelStaysUntilItIsUnpinned() throws IOException, InterruptedException, PoolException {
    assertThat(server.post("/api/models/tiny/pin", "").status()).isEqualTo(202);
    load("tiny");
    assertThat(server.post("/api/models/tiny/unpin", "").status()).isEqualTo(202);
    assertThat(model("tiny").path("state").asString()).isEqualTo("ready");
  }

  @Test
  void permanentModelIsNotUnloaded() throws IOException, InterruptedException, PoolException {
    load("fixed");

    ApiFixture.Answer answer = server.post("/api/models/fixed/unload", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.error().path("code").asString()).isEqualTo("permanent");
  }

  @Test
  void modelThatCannotFitIsNotLoaded() throws IOException, InterruptedException {
    ApiFixture.Answer answer = server.post("/api/models/huge/load", "");

    assertThat(answer.status()).as(answer.body()).isEqualTo(409);
    assertThat(answer.error().path("code").asString()).isEqualTo("does_not_fit");
  }

  @ParameterizedTest
  @CsvSource({"load", "unload", "pin", "unpin"})
  void orderAboutAnUnknownModelIsNotFound(String order) throws IOException, InterruptedException {
    ApiFixture.Answer answer = server.post("/api/models/nobody/" + order, "");

    assertThat(answer.status()).as(answer.body()).isEqualTo(404);
    assertThat(answer.error().path("message").asString()).contains("nobody");
  }

  @Test
  void planTellsWhatALoadWouldTake() throws IOException, InterruptedException {
    JsonNode plan = server.post("/api/plan", "{\"model\": \"expert\"}").json();

    assertThat(plan.path("fits").asBoolean()).isTrue();
    assertThat(plan.path("evict").isArray()).isTrue();
    assertThat(plan.path("need_bytes").asLong()).isEqualTo(ScriptedEngine.SIZE.value());
    assertThat(server.post("/api/plan", "{}").status()).isEqualTo(400);
    assertThat(server.post("/api/plan", "{\"model\": \"nobody\"}").status()).isEqualTo(404);
  }

  @Test
  void changesAreToldAsTheyHappen() throws IOException, InterruptedException, PoolException {
    try (Socket client = server.connect("GET /api/pool/events HTTP/1.1\nHost: localhost\n\n");
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(in.lines().filter(line -> line.startsWith(": ")).findFirst()).isPresent();
      load("tiny");

      assertThat(
              in.lines()
                  .filter(line -> line.contains("\"to\":\"ready\""))
                  .findFirst()
                  .orElseThrow())
          .contains("\"model\":\"tiny\"", "\"from\":\"loading\"", "\"bytes\":", "\"at\":");
    }
  }
}
