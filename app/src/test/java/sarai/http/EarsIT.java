package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.cli.RealServe;
import sarai.testing.RealEngine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sounds through a real server with real engines.
final class EarsIT {
  @TempDir private static Path folder;
  private static RealServe server;

  @BeforeAll
  static void open() throws IOException {
    server = RealServe.start(RealEngine.llamaServer(), folder.resolve("data"));
  }

  @AfterAll
  static void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static String data(String sample) throws IOException {
    byte[] bytes = Files.readAllBytes(RealEngine.repository("samples/" + sample));
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String sound(String sample) throws IOException {
    return "{\"type\": \"input_audio\", \"input_audio\": {\"format\": \"wav\", \"data\": \"%s\"}}"
        .formatted(data(sample));
  }

  private static String text(String words) {
    return "{\"type\": \"text\", \"text\": \"%s\"}".formatted(words);
  }

  private static JsonNode ask(String model, String messages)
      throws IOException, InterruptedException {
    String body =
        "{\"model\": \"%s\", \"max_tokens\": 40, \"temperature\": 0, \"messages\": [%s]}"
            .formatted(model, messages);
    return JsonMapper.shared().readTree(server.chat(body));
  }

  private static String user(String... parts) {
    return "{\"role\": \"user\", \"content\": [%s]}".formatted(String.join(", ", parts));
  }

  private static String answer(JsonNode body) {
    JsonNode content = body.path("choices").path(0).path("message").path("content");
    assertThat(content.isString()).as(body.toString()).isTrue();
    return content.stringValue();
  }

  private static JsonNode run(JsonNode body) throws IOException, InterruptedException {
    String id = body.path("id").stringValue().replace("chatcmpl-", "");
    return JsonMapper.shared().readTree(server.get("/api/runs/" + id));
  }

  @ParameterizedTest
  @CsvSource({
    "three-high-beeps.wav, ¿Qué oyes?, tres, agudos",
    "three-high-beeps.wav, What do you hear?, three, high",
    "one-low-beep.wav, ¿Qué suena?, un, grave",
    "one-low-beep.wav, What is this sound?, one, low",
    "four-rising-beeps.wav, ¿Cuántos pitidos hay?, cuatro, pitidos",
    "two-falling-beeps.wav, How many beeps are there?, two, beeps"
  })
  void beepsAreHeardByTheAudioModel(String sample, String question, String count, String kind)
      throws Exception {
    JsonNode body = ask("tiny_omni", user(sound(sample), text(question)));
    assertThat(answer(body)).containsIgnoringCase(count).containsIgnoringCase(kind);
    assertThat(body.path("model").stringValue()).isEqualTo("tiny_omni");
  }

  @Test
  void soundWithoutSpeechAndAQuestionGoesToTheAudioModelByItself() throws Exception {
    JsonNode body = ask("sarai", user(sound("three-high-beeps.wav"), text("¿Qué oyes?")));
    assertThat(answer(body)).containsIgnoringCase("tres pitidos agudos");
    assertThat(run(body).path("route").stringValue()).isEqualTo("audio");
    assertThat(run(body).path("media").path(0).path("sent").stringValue()).isEqualTo("sound");
  }

  @Test
  void soundWithoutSpeechOrQuestionGetsAClearAnswerAndNoModel() throws Exception {
    JsonNode body = ask("sarai", user(sound("silence.wav")));
    assertThat(answer(body)).isNotBlank();
    assertThat(run(body).path("answered_by").isNull()).isTrue();
  }

  /// The seen answer tells that the words reached it, the run record that each model was asked
  /// once.
  @Test
  void fivePartsAreOneQuestionWithOneAnswer() throws Exception {
    assumeTrue(
        System.getenv("SARAI_TEST_SPEECH") != null,
        "no speech model: ./sarai test fetches one and names it in SARAI_TEST_SPEECH");
    String photo =
        "{\"type\": \"image_url\", \"image_url\": {\"url\": \"data:image/png;base64,%s\"}}"
            .formatted(data("red-circle.png"));
    JsonNode body =
        ask(
            "sarai",
            String.join(
                ", ",
                List.of(
                    "{\"role\": \"system\", \"content\": \"Answer briefly.\"}",
                    "{\"role\": \"user\", \"content\": \"Hello\"}",
                    "{\"role\": \"assistant\", \"content\": \"Hello! What is it?\"}",
                    user(text("What objects do you see?"), photo, sound("en-quilter.wav")))));
    assertThat(answer(body)).containsIgnoringCase("red circle");
    assertThat(body.path("choices")).hasSize(1);
    JsonNode run = run(body);
    assertThat(run.path("route").stringValue()).as(run.toString()).isEqualTo("vision");
    assertThat(run.path("answered_by").stringValue()).isEqualTo("tiny_vl");
    assertThat(run.path("language").stringValue()).isEqualTo("en");
    assertThat(run.path("fallbacks")).isEmpty();
    assertThat(run.path("media").valueStream().map(it -> it.path("sent").stringValue()))
        .containsExactly("picture within its limits", "transcript by whisper");
    assertThat(run.path("nodes").valueStream().map(it -> it.path("name").stringValue()))
        .containsExactly(
            "detect_input_type",
            "process_voice",
            "classify",
            "mcp",
            "route",
            "generate_vision",
            "enhance_emotion",
            "feedback");
  }
}
