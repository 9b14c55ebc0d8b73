package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sarai.testing.RealEngine;

/// The promises of the mission, by their names, kept by a real server with real engines.
@Timeout(300)
final class PromisesIT {
  private static final Duration TTL = Duration.ofSeconds(2);
  private static final Duration BOUND = Duration.ofSeconds(30);

  @TempDir private Path data;
  private RealServe server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void serve() throws IOException {
    server = RealServe.start(RealEngine.llamaServer(), data, PromisesIT::profile);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    if (server != null) {
      server.close();
    }
  }

  private static String profile(String tiny) {
    return tiny.replace("ttl_seconds: 60", "ttl_seconds: " + TTL.toSeconds())
        + """
        routing:
          multimodal_variant_selection:
            audio: { model: tiny_omni }
            vision: { model: tiny_vl }
            empathy: { model: tiny_omni }
        """;
  }

  @Test
  void imageGoesToTheVisionAgent() throws Exception {
    HttpResponse<String> answer =
        ask(text("What objects do you see?") + ", " + image("red-circle.png"));
    assertTook(answer, "vision", "tiny_vl");
    assertThat(answer.body()).containsIgnoringCase("red circle");
  }

  @Test
  void videoGoesToTheVisionAgent() throws Exception {
    assumeTrue(
        System.getenv("SARAI_FFMPEG") != null,
        "set SARAI_FFMPEG to an ffmpeg: ./sarai test does, after ./sarai pull");
    HttpResponse<String> answer =
        ask(text("Which way does it move?") + ", " + video("red-circle-right.mp4"));
    assertTook(answer, "vision", "tiny_vl");
    assertThat(answer.body()).containsIgnoringCase("right");
  }

  @Test
  void audioGoesToTheOmniModel() throws Exception {
    HttpResponse<String> answer = ask(text("¿Qué oyes?") + ", " + sound("three-high-beeps.wav"));
    assertTook(answer, "audio", "tiny_omni");
    assertThat(answer.body()).containsIgnoringCase("tres pitidos");
  }

  @Test
  void softRequestGoesToEmpathy() throws Exception {
    assertTook(ask(text("My grandmother died and I cannot stop crying")), "empathy", "tiny_omni");
  }

  @Test
  void visionModelIsGoneAfterItsTtl() throws Exception {
    ask(text("What objects do you see?") + ", " + image("red-circle.png"));
    long answered = System.nanoTime();
    List<ProcessHandle> engines = server.engines();
    assertThat(engines).as("engines after the answer").isNotEmpty();

    CompletableFuture.allOf(
            engines.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .get(BOUND.toSeconds(), TimeUnit.SECONDS);

    Duration stayed = Duration.ofNanos(System.nanoTime() - answered);
    assertThat(stayed).isBetween(TTL.minusMillis(500), BOUND);
    assertThat(server.engines()).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void aStreamTellsItsStepsToWhoAsks() throws Exception {
    String question = text("What objects do you see?") + ", " + image("red-circle.png");
    String events =
        post("\"stream\": true, \"stream_options\": {\"sarai_events\": true},", question).body();
    assertThat(events)
        .contains("event: sarai")
        .contains("\"type\":\"node\",\"node\":\"generate_vision\"")
        .contains("\"type\":\"model.loading\",\"model\":\"tiny_vl\"")
        .contains("data: [DONE]");
    assertThat(post("\"stream\": true,", question).body()).doesNotContain("event: sarai");
  }

  @Test
  void theRecordOfARunTellsEveryStep() throws Exception {
    String id =
        ask(text("What objects do you see?") + ", " + image("red-circle.png"))
            .headers()
            .firstValue("x-sarai-run-id")
            .orElseThrow();
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/api/runs/" + id)).build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
        .contains("\"answered_by\":\"tiny_vl\"", "\"name\":\"generate_vision\"")
        .contains("\"name\":\"feedback\"", "\"kind\":\"image\"", "\"first_token_seconds\":")
        .contains("\"completion\":");
  }

  private static void assertTook(HttpResponse<String> answer, String route, String model) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-sarai-route")).contains(route);
    assertThat(answer.headers().firstValue("x-sarai-model")).contains(model);
    assertThat(answer.body()).contains("\"model\":\"" + model + "\"");
  }

  private HttpResponse<String> ask(String parts) throws IOException, InterruptedException {
    return post("", parts);
  }

  private HttpResponse<String> post(String fields, String parts)
      throws IOException, InterruptedException {
    String body =
        """
        {"max_tokens": 40, "temperature": 0, %s
         "messages": [{"role": "user", "content": [%s]}]}
        """
            .formatted(fields, parts);
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/v1/chat/completions"))
            .timeout(Duration.ofMinutes(2))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String text(String words) {
    return "{\"type\": \"text\", \"text\": \"%s\"}".formatted(words);
  }

  private static String image(String name) throws IOException {
    return "{\"type\": \"image_url\", \"image_url\": {\"url\": \"data:image/png;base64,%s\"}}"
        .formatted(sample(name));
  }

  private static String video(String name) throws IOException {
    return "{\"type\": \"video_url\", \"video_url\": {\"url\": \"data:video/mp4;base64,%s\"}}"
        .formatted(sample(name));
  }

  private static String sound(String name) throws IOException {
    return "{\"type\": \"input_audio\", \"input_audio\": {\"data\": \"%s\", \"format\": \"wav\"}}"
        .formatted(sample(name));
  }

  private static String sample(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(RealEngine.repository("samples/" + name));
    return Base64.getEncoder().encodeToString(bytes);
  }
}
