package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.testing.RealEngine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Who answers about a picture when the vision model cannot, with the real engine: smaller weights,
/// else another model, else an error that tells what to pull. The label names who it was.
@Timeout(300)
final class VisionFallbackIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SOUND = RealEngine.repository("models/tiny-vl.gguf");
  private static final Path PROJECTOR = RealEngine.repository("models/tiny-vl-mmproj.gguf");
  private static final String FALLBACK = "fallback: [tiny_vl]";

  @TempDir private Path data;
  @TempDir private Path weights;

  /// Three files that are no use: cut off, with a tensor that the engine does not know, and none.
  @BeforeEach
  void spoil() throws IOException {
    byte[] whole = Files.readAllBytes(SOUND);
    Files.write(weights.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length / 2));
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    String strange = text.replace("blk.0.attn_q.weight", "blk.0.attn_z.weight");
    assertThat(strange).isNotEqualTo(text);
    Files.write(weights.resolve("strange.gguf"), strange.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// @param file weights of `eyes`: a name in the folder of this test, or SOUND
  /// @param more of its configuration
  private RealServe serve(String file, String more) throws IOException {
    return serve(file, more, "");
  }

  /// @param beside further models and sections
  private RealServe serve(String file, String more, String beside) throws IOException {
    String eyes =
        """
          eyes:
            name: "eyes"
            role: vision
            gguf_file: "%s"
            mmproj_file: "%s"
            image_max_tokens: 64
            %s
        %s
        routing:
          multimodal_variant_selection:
            vision: { model: eyes }
        """
            .formatted(path(file), PROJECTOR, more, beside);
    return RealServe.start(RealEngine.llamaServer(), data, profile -> profile + eyes);
  }

  private Path path(String file) {
    return file.equals("SOUND") ? SOUND : weights.resolve(file);
  }

  private static HttpResponse<String> look(RealServe server) throws Exception {
    byte[] png = Files.readAllBytes(RealEngine.repository("samples/red-circle.png"));
    String body =
        """
        {"max_tokens": 40, "temperature": 0, "messages": [{"role": "user", "content": [
          {"type": "text", "text": "¿Qué objetos ves?"},
          {"type": "image_url", "image_url": {"url": "data:image/png;base64,%s"}}]}]}
        """
            .formatted(Base64.getEncoder().encodeToString(png));
    return post(server, "/v1/chat/completions", body);
  }

  private static HttpResponse<String> post(RealServe server, String path, String body)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(server.address().resolve(path))
              .timeout(Duration.ofMinutes(2))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static JsonNode run(RealServe server, HttpResponse<String> answer) throws Exception {
    String id = answer.headers().firstValue("x-sarai-run-id").orElseThrow();
    return JSON.readTree(server.get("/api/runs/" + id));
  }

  private static void assertAnswered(HttpResponse<String> answer, String by) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.path("model").asString("")).isEqualTo(by);
    assertThat(body.at("/choices/0/message/content").asString("").toLowerCase(Locale.ROOT))
        .contains("círculo rojo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing, named with what to pull | none.gguf    | sarai pull eyes",
        "cut off                          | cut.gguf     | cannot be read as a model",
        "refused by the engine            | strange.gguf | attn"
      })
  void anotherVisionModelAnswersAndIsNamed(String what, String file, String why) throws Exception {
    try (RealServe server = serve(file, FALLBACK)) {
      assertSteppedIn(server, what, why);
    }
  }

  /// Each model fits alone, as is proven at the start; but one is pinned, and beside it there is
  /// room for the smaller vision model only.
  @Test
  void anotherVisionModelAnswersWhereTheFirstIsTooLargeForTheBudget() throws Exception {
    String pinned =
        """
        \
          pinned: { name: pinned, role: expert, gguf_file: "%s", context: 150000 }
        memory: { budget: 800MB, margin: 10MB }
        """
            .formatted(SOUND);
    try (RealServe server = serve("SOUND", "context: 200000\n    " + FALLBACK, pinned)) {
      post(server, "/api/models/pinned/pin", "{}");
      assertSteppedIn(server, "too large", "can be free");
    }
  }

  private static void assertSteppedIn(RealServe server, String what, String why) throws Exception {
    HttpResponse<String> answer = look(server);
    assertAnswered(answer, "tiny_vl");
    JsonNode run = run(server, answer);
    assertThat(run.path("model").asString("")).as(what).isEqualTo("eyes");
    assertThat(run.path("answered_by").asString("")).isEqualTo("tiny_vl");
    assertThat(run.at("/fallbacks/0/model").asString("")).isEqualTo("eyes");
    assertThat(run.at("/fallbacks/0/error").asString("")).contains(why);
  }

  @ParameterizedTest
  @CsvSource({"cut.gguf", "strange.gguf"})
  void smallerWeightsAnswerWhereTheBestFail(String best) throws Exception {
    String variants = "variants: [\"%s\"]".formatted(SOUND);
    try (RealServe server = serve(best, variants)) {
      assertAnswered(look(server), "eyes");
      assertThat(variant(server)).endsWith("tiny-vl.gguf");
    }
  }

  /// The larger weights are those of a real model that `./sarai test` fetches; they stay on disk.
  @Test
  void smallerWeightsAnswerWhereTheBestAreTooLarge() throws Exception {
    String large = System.getenv("SARAI_TEST_GGUF");
    assumeTrue(large != null, "no larger weights: ./sarai test fetches them (SARAI_TEST_GGUF)");
    // The file is named after its content alone, which does not tell the engine.
    String variants =
        "engine: llama\n    variants: [\"%s\"]\n    max_memory_mb: 90".formatted(SOUND);
    try (RealServe server = serve(String.valueOf(large), variants)) {
      assertAnswered(look(server), "eyes");
      assertThat(variant(server)).endsWith("tiny-vl.gguf");
    }
  }

  @Test
  void whenNobodyCanSeeTheErrorTellsWhatToPull() throws Exception {
    try (RealServe server = serve("none.gguf", "")) {
      HttpResponse<String> answer = look(server);

      assertThat(answer.statusCode()).isEqualTo(503);
      JsonNode error = JSON.readTree(answer.body()).path("error");
      assertThat(error.path("code").asString("")).isEqualTo("not_installed");
      assertThat(error.path("message").asString("")).contains("eyes", "sarai pull eyes");
    }
  }

  private static String variant(RealServe server) throws Exception {
    return JSON.readTree(server.get("/api/pool"))
        .path("models")
        .valueStream()
        .filter(model -> model.path("id").asString("").equals("eyes"))
        .findFirst()
        .orElseThrow()
        .path("variant")
        .asString("");
  }
}
