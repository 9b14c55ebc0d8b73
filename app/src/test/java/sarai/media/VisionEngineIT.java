package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.config.ModelConfig.VisionLimits;
import sarai.units.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What we predict and prepare, against the real engine with the tiny vision model.
class VisionEngineIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static @Nullable Process server;
  private static int port;

  @TempDir private Path temp;
  private MediaSpool spool;
  private MediaScope scope;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    String program = Installed.llamaServer();
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path models = Installed.root().resolve("models");
    ProcessBuilder builder =
        new ProcessBuilder(
            program,
            "-m",
            models.resolve("tiny-vl.gguf").toString(),
            "--mmproj",
            models.resolve("tiny-vl-mmproj.gguf").toString(),
            "-c",
            "4096",
            "--parallel",
            "1",
            "--cache-ram",
            "0",
            "--threads",
            "2",
            "--host",
            "127.0.0.1",
            "--port",
            "" + port);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    server = builder.start();
    HttpRequest health =
        HttpRequest.newBuilder(URI.create(base() + "/health"))
            .timeout(Duration.ofSeconds(5))
            .build();
    while (!isReady(health)) {
      assertThat(server.waitFor(20, TimeUnit.MILLISECONDS)).as("llama-server ended").isFalse();
    }
  }

  private static boolean isReady(HttpRequest health) throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(health, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.destroyForcibly();
    }
  }

  @BeforeEach
  void open() throws IOException {
    spool = MediaSpool.open(temp.resolve("spool"), Bytes.ofMegabytes(100));
    scope = spool.scope();
  }

  @AfterEach
  void close() throws IOException {
    scope.close();
    spool.close();
  }

  /// The prompt without a picture is measured once; each picture adds what we predict.
  @Test
  void promptTokensAreThosePredictedOverAGridOfSizes()
      throws MediaException, IOException, InterruptedException {
    int text = tokens(ask(List.of(new Content.Text("Describe this image.")), 1));
    List<String> wrong = new ArrayList<>();
    VisionLimits limits = new VisionLimits(32, 4, 256, 8, 256, 64);
    int[] sides = {1, 33, 80, 200, 335, 720, 1280};
    for (int width : sides) {
      for (int height : sides) {
        if (new ImageSize(width, height).ratio() <= QwenResize.MAX_RATIO) {
          PreparedImage image = prepared(blank(width, height), limits);
          int measured = tokens(ask(parts(image, "Describe this image."), 1)) - text;
          if (measured != image.tokens()) {
            wrong.add("%dx%d: %d, not %s".formatted(width, height, measured, image));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// What makes a second question about the same picture quick.
  @Test
  void aSecondQuestionReusesTheEnginesPrefix()
      throws MediaException, IOException, InterruptedException {
    BufferedImage circle =
        ImageIO.read(Installed.root().resolve("samples/red-circle.png").toFile());
    PreparedImage image = prepared(circle, Installed.TINY_VL);
    ask(parts(image, "What objects do you see?"));
    JsonNode second = ask(parts(image, "What color is the background?"));
    int cached = second.at("/usage/prompt_tokens_details/cached_tokens").asInt();
    assertThat(cached).isGreaterThanOrEqualTo(image.tokens()).isLessThan(tokens(second));
  }

  @ParameterizedTest
  @CsvSource({"200, 150", "333, 250", "97, 61", "1280, 720"})
  void aPictureOfAnySizeIsSeenRight(int width, int height)
      throws MediaException, IOException, InterruptedException {
    BufferedImage circle =
        ImageIO.read(Installed.root().resolve("samples/red-circle.png").toFile());
    PreparedImage image = prepared(scaled(circle, width, height), Installed.TINY_VL);
    assertThat(answer(ask(parts(image, "¿Qué objetos ves?")))).contains("círculo rojo");
    assertThat(answer(ask(parts(image, "What objects do you see?")))).contains("red circle");
  }

  @ParameterizedTest
  @CsvSource({"red-circle-right.mp4, red circle, right", "blue-square-up.mp4, blue square, up"})
  void whereAShapeMovesIsSeen(String name, String shape, String direction)
      throws MediaException, IOException, InterruptedException {
    byte[] bytes = Files.readAllBytes(Installed.root().resolve("samples").resolve(name));
    MediaRef clip = intake().take(new MediaSource.Content(bytes), scope);
    PreparedVideo video =
        preparer()
            .video(
                new Content.Video(clip, null, null, null),
                Installed.TINY_VL,
                Installed.ROOMY,
                scope,
                Progress.NONE);
    List<Content> parts = new ArrayList<>(video.contents());
    parts.add(new Content.Text("What happens in this video?"));
    JsonNode response = ask(parts);
    assertThat(answer(response)).contains(shape).contains(direction);
    int question = tokens(ask(List.of(new Content.Text("What happens in this video?"))));
    assertEquals(question + video.plan().tokens(), tokens(response), 6);
  }

  private PreparedImage prepared(BufferedImage image, VisionLimits limits)
      throws MediaException, IOException, InterruptedException {
    MediaRef ref = intake().take(new MediaSource.Picture(image), scope);
    return preparer().image(ref, limits, null, scope);
  }

  private static List<Content> parts(PreparedImage image, String question) {
    return List.of(new Content.Image(image.media()), new Content.Text(question));
  }

  private static JsonNode ask(List<Content> parts) throws IOException, InterruptedException {
    return ask(parts, 24);
  }

  private static JsonNode ask(List<Content> parts, int mostTokens)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("max_tokens", mostTokens).put("temperature", 0);
    ArrayNode content =
        body.putArray("messages").addObject().put("role", "user").putArray("content");
    for (Content part : parts) {
      switch (part) {
        case Content.Text(String text) -> content.addObject().put("type", "text").put("text", text);
        case Content.Image(MediaRef media) ->
            content
                .addObject()
                .put("type", "image_url")
                .putObject("image_url")
                .put("url", url(media));
        case Content.Audio _, Content.Video _ -> throw new IllegalArgumentException("not here");
      }
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base() + "/v1/chat/completions"))
            .timeout(Duration.ofMinutes(2))
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String response = client.send(request, BodyHandlers.ofString()).body();
      return JSON.readTree(response);
    }
  }

  private static String url(MediaRef media) throws IOException {
    byte[] bytes = Files.readAllBytes(media.file());
    return "data:" + media.type() + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }

  private static String answer(JsonNode response) {
    String text = response.at("/choices/0/message/content").asString();
    return text.toLowerCase(Locale.ROOT);
  }

  private static int tokens(JsonNode response) {
    return response.at("/usage/prompt_tokens").asInt();
  }

  private static BufferedImage blank(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  private static BufferedImage scaled(BufferedImage from, int width, int height) {
    BufferedImage image = blank(width, height);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(from, 0, 0, width, height, null);
    graphics.dispose();
    return image;
  }

  private static VisionPreparer preparer() {
    return new VisionPreparer(Installed.CONFIG, Installed.ffmpeg());
  }

  private static MediaIntake intake() {
    GuardedFetch none =
        new GuardedFetch(
            new UrlGuard(List.of(), UrlGuard.Resolver.system()),
            Duration.ofSeconds(1),
            System::nanoTime);
    return new MediaIntake(Installed.CONFIG, Bytes.ofMegabytes(64), none);
  }

  private static String base() {
    return "http://127.0.0.1:" + port;
  }
}
