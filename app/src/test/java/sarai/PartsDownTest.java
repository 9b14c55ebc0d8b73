package sarai;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sarai.cli.Application;
import sarai.config.ConfigReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The whole program as it is composed, its HTTP surface included, while a part that it needs is
/// away: each request ends in a useful answer or a typed error, and the label says who answered.
/// The models are remote ones on this machine, or a port where nobody listens.
@Timeout(60)
final class PartsDownTest {
  private static final String WEATHER = "¿Qué tiempo hace hoy en Vigo?";
  private static final String HARD = "Explain the time complexity of quicksort and prove it";
  private static final String SAD = "Mi abuela murió ayer y no puedo dejar de llorar, estoy rota";

  @TempDir private Path data;
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer model;
  private int deaf;

  @BeforeEach
  void open() throws IOException {
    model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    model.createContext("/v1/chat/completions", PartsDownTest::answer);
    model.start();
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      deaf = socket.getLocalPort();
    }
  }

  @AfterEach
  void close() {
    client.close();
    model.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange
          .getResponseBody()
          .write(
              """
              data: {"choices":[{"index":0,"delta":{"content":"An answer."}}]}

              data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

              data: [DONE]

              """
                  .getBytes(StandardCharsets.UTF_8));
    }
  }

  /// @param body of the answer
  /// @param run its record
  private record Told(HttpResponse<String> response, JsonNode body, JsonNode run) {
    String text() {
      return body.at("/choices/0/message/content").asString();
    }

    String answeredBy() {
      return body.path("model").asString();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /// Models that were tried in vain, with why.
    Map<String, String> fallbacks() {
      return run.path("fallbacks")
          .valueStream()
          .collect(
              Collectors.toMap(
                  it -> it.path("model").asString(), it -> it.path("error").asString()));
    }
  }

  private Told ask(String words, String models) throws Exception {
    String yaml =
        """
        server: { port: 0 }
        memory: { budget: 4GB, margin: 10MB }
        models:
          tiny: { role: tiny, engine: remote, base_url: "http://127.0.0.1:%d/v1", remote_model: t }
        %s
        routing: { multimodal_variant_selection: { %s } }
        rag: { searxng_url: "http://127.0.0.1:%d" }
        """
            .formatted(
                model.getAddress().getPort(),
                models.replace("DEAF", Integer.toString(deaf)).indent(2),
                models.startsWith("warm") ? "empathy: { model: warm }" : "",
                deaf);
    Application program = new Main(Map.of(), Path.of(System.getProperty("sarai.root", ".")));
    try (Application.Session session =
        program.open(ConfigReader.read("test.yaml", yaml, data, Map.of()), data)) {
      return ask(session.serve(), words);
    }
  }

  private Told ask(Application.Server server, String words) throws Exception {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("model", "sarai");
    body.putArray("messages").addObject().put("role", "user").put("content", words);
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(server.address().resolve("/v1/chat/completions"))
                .timeout(Duration.ofSeconds(50))
                .POST(BodyPublishers.ofString(body.toString()))
                .build(),
            BodyHandlers.ofString());
    String run = response.headers().firstValue("x-sarai-run-id").orElseThrow();
    HttpResponse<String> record =
        client.send(
            HttpRequest.newBuilder(server.address().resolve("/api/runs/" + run)).build(),
            BodyHandlers.ofString());
    JsonMapper json = JsonMapper.shared();
    return new Told(response, json.readTree(response.body()), json.readTree(record.body()));
  }

  @Test
  void withSearxngDownItAnswersAndSaysFirstThatItCouldNotLook() throws Exception {
    Told told = ask(WEATHER, "");

    assertThat(told.response().statusCode()).as(told.response().body()).isEqualTo(200);
    assertThat(told.header("x-sarai-route")).isEqualTo("rag");
    assertThat(told.answeredBy()).isEqualTo("tiny");
    assertThat(told.text()).startsWith("No he podido consultar").endsWith("An answer.");
    assertThat(told.fallbacks().values()).anyMatch(it -> it.contains("127.0.0.1:" + deaf));
  }

  @Test
  void withTheExpertDownTheFallbackAnswersUnderItsOwnName() throws Exception {
    Told told =
        ask(
            HARD,
            """
            expert: { role: expert, engine: remote, base_url: "http://127.0.0.1:DEAF/v1", remote_model: e, fallback: [tiny] }
            """);

    assertThat(told.response().statusCode()).as(told.response().body()).isEqualTo(200);
    assertThat(told.header("x-sarai-route")).isEqualTo("expert");
    assertThat(told.header("x-sarai-model")).isEqualTo("expert");
    assertThat(told.answeredBy()).isEqualTo("tiny");
    assertThat(told.text()).isEqualTo("An answer.");
    assertThat(told.run().path("answered_by").asString()).isEqualTo("tiny");
    assertThat(told.fallbacks()).containsOnlyKeys("expert");
    assertThat(told.fallbacks().get("expert")).contains("127.0.0.1:" + deaf);
  }

  @Test
  void withTheExpertDownAndNoFallbackTheErrorIsTyped() throws Exception {
    Told told =
        ask(
            HARD,
            """
            expert: { role: expert, engine: remote, base_url: "http://127.0.0.1:DEAF/v1", remote_model: e }
            """);

    assertThat(told.response().statusCode()).isBetween(500, 504);
    assertThat(told.header("x-sarai-model")).isEqualTo("expert");
    assertThat(told.body().at("/error/code").asString()).isNotBlank();
    assertThat(told.body().at("/error/message").asString()).contains("127.0.0.1:" + deaf);
  }

  @Test
  void withTheToneModelMissingTheFallbackAnswersUnderItsOwnName() throws Exception {
    Told told = ask(SAD, warm("fallback: [tiny]"));

    assertThat(told.response().statusCode()).as(told.response().body()).isEqualTo(200);
    assertThat(told.header("x-sarai-route")).isEqualTo("empathy");
    assertThat(told.header("x-sarai-model")).isEqualTo("warm");
    assertThat(told.answeredBy()).isEqualTo("tiny");
    assertThat(told.fallbacks().get("warm")).contains("not installed");
  }

  @Test
  void withTheToneModelMissingAndNoFallbackASmallModelAnswersAllTheSame() throws Exception {
    Told told = ask(SAD, warm("fallback: []"));

    assertThat(told.response().statusCode()).as(told.response().body()).isEqualTo(200);
    assertThat(told.answeredBy()).isEqualTo("tiny");
    assertThat(told.fallbacks().get("warm")).contains("sarai pull warm");
  }

  @Test
  void withEveryModelDownTheErrorIsTypedAndNamesTheLastThatWasTried() throws Exception {
    model.stop(0);

    Told told = ask(SAD, warm("fallback: [tiny]"));

    assertThat(told.response().statusCode()).isBetween(500, 504);
    assertThat(told.body().at("/error/code").asString()).isNotBlank();
    assertThat(told.body().at("/error/message").asString()).contains("tiny");
  }

  /// A model for empathy whose weights nobody has.
  private static String warm(String fallback) {
    return "warm: { role: audio, repo_id: nobody/none, gguf_file: none.gguf, max_memory_mb: 500, "
        + fallback
        + " }";
  }
}
