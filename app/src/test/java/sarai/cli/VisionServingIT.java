package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.testing.RealEngine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Pictures and clips by every way into a real server, answered by the real engine.
@Timeout(300)
final class VisionServingIT {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path data;
  private static RealServe server;

  @BeforeAll
  static void serve() throws IOException {
    server = RealServe.start(RealEngine.llamaServer(), data);
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static byte[] sample(String name) throws IOException {
    return Files.readAllBytes(RealEngine.repository("samples").resolve(name));
  }

  private static String base64(String name) throws IOException {
    return Base64.getEncoder().encodeToString(sample(name));
  }

  /// @param media the part, with its commas
  private static JsonNode ask(String media, String question) throws Exception {
    String body =
        """
        {"model": "tiny_vl", "max_tokens": 40, "temperature": 0, "messages": [{"role": "user",
         "content": [%s {"type": "text", "text": "%s"}]}]}
        """
            .formatted(media, question);
    JsonNode answer = JSON.readTree(server.chat(body));
    assertThat(answer.has("error")).as(answer.toString()).isFalse();
    return answer;
  }

  private static String text(JsonNode answer) {
    return answer.at("/choices/0/message/content").asString("").toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"image_url\", \"image_url\": {\"url\": \"data:image/png;base64,%s\"}},",
        "{\"type\": \"image_url\", \"image_url\": \"data:image/png;base64,%s\"},",
        "{\"type\": \"image_url\", \"image_url\": {\"url\": \"%s\"}},",
        "{\"type\": \"image_url\", \"image_url\": \"%s\"},"
      })
  void pictureIsSeenHoweverItIsWritten(String part) throws Exception {
    assertThat(text(ask(part.formatted(base64("red-circle.png")), "¿Qué objetos ves?")))
        .contains("círculo rojo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"video_url\", \"video_url\": {\"url\": \"data:video/mp4;base64,%s\"}},",
        "{\"type\": \"video_url\", \"video_url\": \"data:video/mp4;base64,%s\", \"fps\": 2},",
        "{\"type\": \"input_video\", \"input_video\": {\"data\": \"%s\", \"format\": \"mp4\"}},",
        "{\"type\": \"video\", \"video\": \"%s\", \"fps\": 2.0},"
      })
  void clipIsSeenHoweverItIsWritten(String part) throws Exception {
    assumeTrue(
        System.getenv("SARAI_FFMPEG") != null,
        "no FFmpeg: run ./sarai pull --engines, then ./sarai test");
    assertThat(text(ask(part.formatted(base64("red-circle-right.mp4")), "Which way does it move?")))
        .contains("right");
  }

  @Test
  void uploadIsSeen() throws Exception {
    String request =
        """
        {"model": "tiny_vl", "temperature": 0, "messages": [{"role": "user", "content": [
          {"type": "image_url", "image_url": "attachment:photo"},
          {"type": "text", "text": "What objects do you see?"}]}]}
        """;
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    part(form, "name=\"request\"", request.getBytes(StandardCharsets.UTF_8));
    part(form, "name=\"photo\"; filename=\"holiday.jpg\"", sample("red-circle.png"));
    form.writeBytes("--XX--\r\n".getBytes(StandardCharsets.US_ASCII));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(server.address().resolve("/v1/chat/completions"))
                  .timeout(Duration.ofMinutes(2))
                  .header("content-type", "multipart/form-data; boundary=XX")
                  .POST(BodyPublishers.ofByteArray(form.toByteArray()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(text(JSON.readTree(answer.body()))).as(answer.body()).contains("red circle");
    }
  }

  private static void part(ByteArrayOutputStream form, String name, byte[] bytes) {
    String head = "--XX\r\nContent-Disposition: form-data; %s\r\n\r\n".formatted(name);
    form.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    form.writeBytes(bytes);
    form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /// A warm second question reads the picture from the engine's cache, not from the projector.
  @Test
  void secondQuestionAboutAPictureReusesThePrefixOfTheFirst() throws Exception {
    String picture =
        "{\"type\": \"image_url\", \"image_url\": \"%s\"},"
            .formatted(base64("blue-square-yellow-triangle.png"));
    ask(picture, "¿Qué objetos ves?");

    JsonNode second = ask(picture, "¿Cuántos objetos hay?");

    int prompt = second.at("/usage/prompt_tokens").asInt(0);
    int cached = second.at("/usage/prompt_tokens_details/cached_tokens").asInt(0);
    assertThat(text(second)).containsAnyOf("dos", "2");
    assertThat(cached).as("of %d prompt tokens", prompt).isBetween(prompt / 2, prompt - 1);
  }

  /// The bare engine pads such pictures and errs.
  @Test
  void pictureWhoseSidesAreNoMultiplesIsSeenRight() throws Exception {
    BufferedImage circle = ImageIO.read(RealEngine.repository("samples/red-circle.png").toFile());
    for (List<Integer> size : List.of(List.of(200, 150), List.of(97, 61), List.of(333, 250))) {
      BufferedImage odd =
          new BufferedImage(size.getFirst(), size.getLast(), BufferedImage.TYPE_INT_RGB);
      Graphics2D drawing = odd.createGraphics();
      drawing.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      drawing.drawImage(circle, 0, 0, odd.getWidth(), odd.getHeight(), null);
      drawing.dispose();
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(odd, "png", png);
      String data = Base64.getEncoder().encodeToString(png.toByteArray());
      String part = "{\"type\": \"image_url\", \"image_url\": \"%s\"},".formatted(data);
      assertThat(text(ask(part, "¿Qué objetos ves?"))).as("%s", size).contains("círculo rojo");
    }
  }
}
