package sarai.engine.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.config.ModelConfig;
import sarai.config.Protocol;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;

/// The OpenAI side against a real `llama-server` with the model of this repository.
class RemoteEngineIT {
  private static @Nullable Process server;
  private static String url = "";

  private final RemoteFixture fixture = new RemoteFixture();

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    String program = System.getenv("SARAI_LLAMA_SERVER");
    Assumptions.assumeTrue(
        program != null, "set SARAI_LLAMA_SERVER to a llama-server program to run this test");
    String named = System.getenv("SARAI_TEST_GGUF");
    Path model =
        named == null
            ? Path.of(System.getProperty("sarai.root"), "models", "tiny-vl.gguf")
            : Path.of(named);
    Assumptions.assumeTrue(Files.exists(model), "no model at " + model);
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    url = "http://127.0.0.1:" + port;
    server =
        new ProcessBuilder(
                program,
                "--model",
                model.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--ctx-size",
                "2048",
                "--parallel",
                "1",
                "--cache-ram",
                "0",
                "--api-key",
                RemoteFixture.KEY)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    awaitReady(server);
  }

  private static void awaitReady(Process process) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() < end && process.isAlive()) {
        if (healthy(client)) {
          return;
        }
        process.waitFor(50, java.util.concurrent.TimeUnit.MILLISECONDS);
      }
    }
    throw new AssertionError("llama-server did not become ready; alive: " + process.isAlive());
  }

  private static boolean healthy(HttpClient client) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/health")).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.destroyForcibly();
    }
  }

  private RemoteModel model() throws EngineException, InterruptedException {
    ModelConfig model = RemoteFixture.model(url + "/v1", Protocol.OPENAI, Duration.ofSeconds(60));
    return fixture.start(model);
  }

  private static ChatRequest count(int maxTokens) {
    return new ChatRequest(
        "expert",
        List.of(Message.user("Count from one to ten.")),
        maxTokens,
        Parameters.NONE,
        null,
        null);
  }

  @Test
  void streamsAnAnswerWithItsUsage() throws Exception {
    List<ChatEvent> events = RemoteFixture.all(model().chat(count(8)));
    assertThat(events).first().isInstanceOf(ChatEvent.Delta.class);
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            ChatEvent.Done.class,
            done -> {
              assertThat(done.usage().promptTokens()).isPositive();
              assertThat(done.usage().completionTokens()).isBetween(1, 8);
            });
  }

  @Test
  void manyAnswersInARowNeverMeetADeadConnection() throws Exception {
    RemoteModel model = model();
    for (int i = 0; i < 20; i++) {
      assertThat(RemoteFixture.all(model.chat(count(1)))).isNotEmpty();
    }
  }

  @Test
  void closingStopsTheServersWork() throws Exception {
    RemoteModel model = model();
    try (ChatStream stream = model.chat(count(1500))) {
      assertThat(stream.next()).isInstanceOf(ChatEvent.Delta.class);
    }
    long asked = System.nanoTime();
    RemoteFixture.all(model.chat(count(1)));
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void aRefusedRequestIsABadRequestWithTheServersWords() throws Exception {
    ChatRequest request =
        new ChatRequest(
            "expert", List.of(Message.user("word ".repeat(4000))), 1, Parameters.NONE, null, null);
    RemoteModel model = model();
    assertThatThrownBy(() -> model.chat(request))
        .isInstanceOf(EngineException.BadRequest.class)
        .hasMessageContaining("HTTP 400");
  }

  @Test
  void probesWithoutLoadingAnything() throws Exception {
    model().probe(Duration.ofSeconds(5));
  }
}
