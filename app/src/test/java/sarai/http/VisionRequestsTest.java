package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.config.ConfigException;
import sarai.engine.EngineException;
import sarai.http.ApiFixture.Answer;
import sarai.http.ApiFixture.Part;
import sarai.testing.RealEngine;

/// Questions about pictures, over real HTTP: uploads, answers given before, and who steps in.
final class VisionRequestsTest {
  private static final String ABOUT_PHOTO =
      "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\":"
          + " \"attachment:photo\"}, {\"type\": \"text\", \"text\": \"What is it?\"}]}]}";

  private ApiFixture server;
  private byte[] circle;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException, ConfigException {
    server = new ApiFixture(folder, ", max_body: 1MB");
    server.engine().says("eyes", "a red", " circle").says("glasses", "something red");
    circle = Files.readAllBytes(RealEngine.repository("samples/red-circle.png"));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private Part photo() {
    return new Part("photo", "circle.png", circle);
  }

  private Answer ask(String fields, String... headers) throws IOException, InterruptedException {
    return server.post(
        "/v1/chat/completions",
        """
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is it?"},
          {"type": "image_url", "image_url": "data:image/png;base64,%s"}]}]%s}
        """
            .formatted(Base64.getEncoder().encodeToString(circle), fields),
        headers);
  }

  @Test
  void uploadedPictureIsSeenWhereverItStandsInTheForm() throws IOException, InterruptedException {
    for (Part[] form :
        new Part[][] {{photo(), Part.json(ABOUT_PHOTO)}, {Part.json(ABOUT_PHOTO), photo()}}) {
      Answer answer = server.form(form);

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.header("x-sarai-route")).isEqualTo("vision");
      assertThat(answer.json().at("/choices/0/message/content").asString())
          .isEqualTo("a red circle");
    }
    Message asked = server.engine().requests().getLast().messages().getLast();
    assertThat(asked.content().getFirst()).isInstanceOf(Content.Image.class);
  }

  @Test
  void formWithoutRequestOrWithUnusedOrUnknownOrTwinFilesIsRefused()
      throws IOException, InterruptedException {
    assertThat(server.form(photo()).error().path("message").asString())
        .isEqualTo("the form has no field 'request' with the JSON");
    assertThat(server.form(Part.json(ABOUT_PHOTO)).error().path("message").asString())
        .isEqualTo("the form has no file 'photo' but []");
    assertThat(
            server
                .form(Part.json(ABOUT_PHOTO), photo(), photo())
                .error()
                .path("message")
                .asString())
        .isEqualTo("two files are called 'photo'");
    assertThat(
            server
                .form(Part.json(ABOUT_PHOTO), photo(), new Part("other", "b.png", circle))
                .error()
                .path("message")
                .asString())
        .contains("attachment:other");
  }

  @Test
  void formOfMoreThanTheLimitIsRefused() throws IOException, InterruptedException {
    byte[] large = new byte[1_200_000];
    System.arraycopy(circle, 0, large, 0, circle.length);

    Answer answer = server.form(Part.json(ABOUT_PHOTO), new Part("photo", "a.png", large));

    assertThat(answer.status()).as(answer.body()).isEqualTo(413);
  }

  @Test
  void brokenFormAndFileOfAnotherKindAreBadRequests() throws IOException, InterruptedException {
    Answer broken =
        server.post(
            "/v1/chat/completions",
            "--XX\r\nno head",
            "content-type",
            "multipart/form-data; boundary=XX");
    Answer text =
        server.form(
            Part.json(ABOUT_PHOTO),
            new Part("photo", "a.png", "words".getBytes(StandardCharsets.UTF_8)));

    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.error().path("message").asString()).contains("multipart body is broken");
    assertThat(text.status()).isEqualTo(400);
    assertThat(text.error().path("code").asString()).isEqualTo("media_unsupported_type");
  }

  /// Seen when the picture is fitted to the model, after it was taken in.
  @Test
  void pictureThatNoModelCanBeShownIsATypedErrorWithItsLimit()
      throws IOException, InterruptedException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(2000, 2, BufferedImage.TYPE_INT_RGB), "png", png);

    Answer answer = server.form(Part.json(ABOUT_PHOTO), new Part("photo", "a", png.toByteArray()));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().path("code").asString()).isEqualTo("media_bad_shape");
    assertThat(answer.error().path("message").asString()).contains("2000×2", "200:1");
  }

  @Test
  void sameQuestionOfTheSamePersonIsAnsweredFromWhatWasKept()
      throws IOException, InterruptedException {
    Answer first = ask(", \"user\": \"ana\"");
    Answer second = ask(", \"user\": \"ana\"");

    assertThat(second.json().at("/choices/0/message/content").asString())
        .isEqualTo("a red circle")
        .isEqualTo(first.json().at("/choices/0/message/content").asString());
    assertThat(second.json().path("model").asString()).isEqualTo("eyes");
    assertThat(server.engine().requests()).hasSize(1);
    Answer run = server.get("/api/runs/" + second.header("x-sarai-run-id"));
    assertThat(run.json().path("why").asString()).contains("its answer was kept");
    assertThat(run.json().at("/media/0/sent").asString()).startsWith("nothing");
    assertThat(server.get("/metrics").body())
        .contains("sarai_vision_cache_lookups_total{result=\"hit\"} 1")
        .contains("sarai_vision_cache_lookups_total{result=\"miss\"} 1")
        .contains("sarai_vision_cache_entries 1");
  }

  @Test
  void keptAnswerIsStreamedLikeAnyOther() throws IOException, InterruptedException {
    ask(", \"user\": \"ana\"");
    Answer again = ask(", \"user\": \"ana\", \"stream\": true");

    assertThat(server.engine().requests()).hasSize(1);
    assertThat(again.body()).contains("a red circle").endsWith("data: [DONE]\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ", \"user\": \"eva\"",
        ", \"user\": \"ana\", \"temperature\": 0.5",
        ", \"user\": \"ana\", \"seed\": 7",
        ", \"user\": \"ana\", \"max_tokens\": 9",
        ", \"user\": \"ana\", \"model\": \"glasses\"",
        ", \"user\": \"ana\", \"logprobs\": true"
      })
  void anythingElseIsAskedAnew(String fields) throws IOException, InterruptedException {
    ask(", \"user\": \"ana\"");
    ask(fields);

    assertThat(server.engine().requests()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"user|ana|true", "session|trip|true", "user|eva|false", "session|home|false"})
  void whatIsPurgedIsAskedAnew(String what, String who, boolean gone)
      throws IOException, InterruptedException {
    ask(", \"user\": \"ana\"", "x-sarai-session", "trip");
    ask(", \"user\": \"ana\"", "x-sarai-session", "other");
    assertThat(server.engine().requests()).hasSize(1);

    Answer purged = server.post("/api/feedback/purge", "{\"%s\": \"%s\"}".formatted(what, who));
    ask(", \"user\": \"ana\"");

    assertThat(purged.status()).as(purged.body()).isEqualTo(200);
    assertThat(purged.json().path("visual_answers").asInt(-1)).isEqualTo(gone ? 1 : 0);
    assertThat(server.engine().requests()).hasSize(gone ? 2 : 1);
  }

  @Test
  void purgeForgetsEverythingOnlyWhenItIsSaid() throws IOException, InterruptedException {
    ask(", \"user\": \"ana\"");
    for (String nothing :
        List.of(
            "{}",
            "{\"all\": false}",
            "{\"user\":\"a\",\"all\":true}",
            "{\"session\": \"\"}",
            "{\"user\": \"\"}")) {
      assertThat(server.post("/api/feedback/purge", nothing).status()).as(nothing).isEqualTo(400);
    }
    assertThat(server.get("/metrics").body()).contains("sarai_vision_cache_entries 1");

    Answer purged = server.post("/api/feedback/purge", "{\"all\": true}");

    assertThat(purged.json().path("visual_answers").asInt(-1)).isEqualTo(1);
    assertThat(purged.json().path("runs_and_ratings").asInt(-1)).isEqualTo(1);
    assertThat(server.get("/metrics").body()).contains("sarai_vision_cache_entries 0");
  }

  @Test
  void requestOfNobodyStandsAlone() throws IOException, InterruptedException {
    ask("");
    ask("");

    assertThat(server.engine().requests()).hasSize(2);
  }

  @Test
  void nextModelAnswersWhenTheFirstFailsAndIsNamed() throws IOException, InterruptedException {
    server
        .engine()
        .does(
            "eyes",
            _ -> {
              throw new EngineException.NotInstalled(
                  "'eyes' is not installed: run `sarai pull eyes`");
            });

    Answer answer = ask(", \"user\": \"ana\"");

    assertThat(answer.json().path("model").asString()).isEqualTo("glasses");
    Answer run = server.get("/api/runs/" + answer.header("x-sarai-run-id"));
    assertThat(run.json().path("answered_by").asString()).isEqualTo("glasses");
    assertThat(run.json().at("/fallbacks/0/model").asString()).isEqualTo("eyes");
    assertThat(run.json().at("/fallbacks/0/error").asString()).contains("sarai pull eyes");
    // A lesser answer is not kept for when the better model is back.
    server.engine().says("eyes", "a red circle");
    assertThat(ask(", \"user\": \"ana\"").json().path("model").asString()).isEqualTo("eyes");
  }

  @Test
  void whenNobodyCanSeeTheErrorSaysWhatToPull() throws IOException, InterruptedException {
    for (String model : new String[] {"eyes", "glasses"}) {
      server
          .engine()
          .does(
              model,
              _ -> {
                throw new EngineException.NotInstalled(model + " is not here: run `sarai pull`");
              });
    }

    Answer answer = ask("");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error().path("code").asString()).isEqualTo("not_installed");
    assertThat(answer.error().path("message").asString()).contains("eyes", "sarai pull");
  }
}
