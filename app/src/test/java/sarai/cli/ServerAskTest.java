package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `ask` tells as much of an answer by the running server as of one of its own.
class ServerAskTest {
  private static final String ANSWER =
      """
      : waiting

      event: sarai
      data: {"type":"node","node":"transcribe"}

      event: sarai
      data: {"type":"heard","model":"whisper","language":"es","text":"good day"}

      data: {"model":"tiny","choices":[{"delta":{"content":"Hola."},"finish_reason":null}]}

      data: {"model":"tiny","choices":[{"delta":{},"finish_reason":"stop"}]}

      data: {"model":"tiny","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}

      data: [DONE]

      """;

  @TempDir private Path folder;
  private HttpServer server;
  private final List<String> bodies = new ArrayList<>();
  private final List<String> languages = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answers(
        "/api/pool",
        200,
        "{\"measured_bytes\":300000000,\"charged_bytes\":500000000,\"budget_bytes\":2000000000}");
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answers(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          languages.add(String.valueOf(exchange.getRequestHeaders().getFirst("accept-language")));
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.getResponseHeaders().add("x-sarai-run-id", "r1");
          exchange.getResponseHeaders().add("x-sarai-route", "audio");
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  private Ended ask(String... options) throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    List<String> words = new ArrayList<>(List.of("ask"));
    words.addAll(List.of(options));
    words.add("Hello?");
    return Ended.beside(address, folder, words);
  }

  @Test
  void whyTellsTheReasonTheMemoryAndWhatWasHeard() throws Exception {
    answers("/v1/chat/completions", 200, ANSWER);
    answers("/api/runs/r1", 200, "{\"why\":\"it was spoken\"}");
    Ended ended = ask("--why");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).isEqualToNormalizingNewlines("Hola.\n");
    assertThat(ended.err())
        .contains("heard: good day", "route audio", "it was spoken")
        .contains("models 300.0 MB, charged 500.0 MB of 2.00 GB");
    assertThat(bodies.getFirst()).contains("\"sarai_events\":true");
  }

  @Test
  void theServerIsToldTheLanguageOfTheReader() throws Exception {
    answers("/v1/chat/completions", 200, ANSWER);
    assertThat(ask("--lang", "es").code()).isZero();
    assertThat(languages).containsOnly("es");
  }

  @Test
  void jsonHasTheReason() throws Exception {
    answers("/v1/chat/completions", 200, ANSWER);
    answers("/api/runs/r1", 200, "{\"why\":\"it was spoken\"}");
    assertThat(JsonMapper.shared().readTree(ask("--json").out()).path("why").stringValue())
        .isEqualTo("it was spoken");
  }

  @Test
  void anAnswerWhoseRunIsNotKeptHasNoReason() throws Exception {
    answers("/v1/chat/completions", 200, ANSWER);
    answers("/api/runs/r1", 404, "{\"error\":{\"message\":\"there is no run\"}}");
    Ended ended = ask("--why");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err())
        .contains("route audio", "charged 500.0 MB")
        .doesNotContain("there is no run");
  }

  @Test
  void aSoundThatIsRefusedOnTheWayHasItsExitCode() throws Exception {
    answers(
        "/v1/chat/completions",
        200,
        """
        data: {"error":{"message":"the sound is cut","type":"invalid_request_error"}}

        """);
    Ended ended = ask("--why");
    assertThat(ended.code()).isEqualTo(6);
    assertThat(ended.err()).contains("the sound is cut");
  }
}
