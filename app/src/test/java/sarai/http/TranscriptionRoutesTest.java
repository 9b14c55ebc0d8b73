package sarai.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.agent.AnswerException;
import sarai.agent.Heard;
import sarai.agent.Hearing;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Transcription;
import sarai.http.ApiFixture.Answer;
import sarai.media.VoiceActivity;
import tools.jackson.databind.JsonNode;

final class TranscriptionRoutesTest {
  private static final List<Segment> SAID =
      List.of(new Segment(0.5, 2, "Hola."), new Segment(2.25, 4, "¿Qué tal?"));

  @TempDir private Path folder;
  private ApiFixture api;
  private final List<Hearing.Wish> wishes = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    api = new ApiFixture(folder, ", max_body: 1MB");
    hears(SAID);
  }

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  private void hears(List<Segment> segments) {
    api.hears((_, wish, _, partial) -> {
      wishes.add(wish);
      segments.forEach(partial);
      boolean nothing = segments.isEmpty();
      Transcription said =
          new Transcription(
              nothing ? null : "es", 4.5, segments, nothing ? VoiceActivity.Reason.MUSIC : null);
      return new Heard(nothing ? null : "whisper", List.of(said), null, List.of());
    });
  }

  private static byte[] wave() {
    return "RIFF\0\0\0\0WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1);
  }

  private Answer send(byte[] file, Map<String, String> fields)
      throws IOException, InterruptedException {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      form.write(
          "--cut\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
              .formatted(field.getKey(), field.getValue())
              .getBytes(StandardCharsets.UTF_8));
    }
    form.write(
        "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
            .getBytes(StandardCharsets.UTF_8));
    form.write(file);
    form.write("\r\n--cut--\r\n".getBytes(StandardCharsets.UTF_8));
    return api.post(
        "/v1/audio/transcriptions",
        form.toByteArray(),
        "Content-Type",
        "multipart/form-data; boundary=cut");
  }

  @Test
  void plainAnswerIsTheText() throws Exception {
    Answer answer = send(wave(), Map.of("model", "sarai", "language", "es", "prompt", "SARAi"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"text\":\"Hola. ¿Qué tal?\"}");
    assertThat(answer.header("x-sarai-model")).isEqualTo("whisper");
    assertThat(wishes).containsExactly(new Hearing.Wish(null, "es", "SARAi"));
  }

  @Test
  void verboseAnswerTellsLanguageDurationAndTimes() throws Exception {
    Answer answer =
        send(
            wave(),
            Map.of(
                "model",
                "whisper",
                "response_format",
                "verbose_json",
                "timestamp_granularities[]",
                "segment"));
    JsonNode body = answer.json();
    assertThat(body.path("language").stringValue()).isEqualTo("es");
    assertThat(body.path("duration").doubleValue()).isEqualTo(4.5);
    assertThat(body.path("segments")).hasSize(2);
    assertThat(body.path("segments").get(1).path("start").doubleValue()).isEqualTo(2.25);
    assertThat(wishes).containsExactly(new Hearing.Wish("whisper", null, null));
  }

  @ParameterizedTest
  @CsvSource({"text, Hola. ¿Qué tal?", "srt, '00:00:02,250 --> 00:00:04,000'", "vtt, WEBVTT"})
  void otherFormatsAreText(String format, String expected) throws Exception {
    Answer answer = send(wave(), Map.of("response_format", format));
    assertThat(answer.header("content-type")).startsWith("text/plain");
    assertThat(answer.body()).contains(expected);
  }

  @Test
  void nothingSaidIsAnEmptyTextWithItsReason() throws Exception {
    hears(List.of());
    assertThat(send(wave(), Map.of()).body()).isEqualTo("{\"text\":\"\",\"reason\":\"music\"}");
    JsonNode verbose = send(wave(), Map.of("response_format", "verbose_json")).json();
    assertThat(verbose.path("language").isNull()).isTrue();
    assertThat(verbose.path("segments")).isEmpty();
  }

  @Test
  void streamTellsEachSegmentThenTheWhole() throws Exception {
    Answer answer = send(wave(), Map.of("stream", "true"));
    assertThat(answer.header("content-type")).startsWith("text/event-stream");
    assertThat(answer.chunks())
        .extracting(event -> event.path("type").stringValue())
        .containsExactly("transcript.text.delta", "transcript.text.delta", "transcript.text.done");
    assertThat(answer.chunks().get(1).path("delta").stringValue()).isEqualTo(" ¿Qué tal?");
    assertThat(answer.chunks().getLast().path("text").stringValue()).isEqualTo("Hola. ¿Qué tal?");
    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void failureBeforeTheFirstSegmentHasItsStatusAlsoInAStream() throws Exception {
    api.hears((_, _, _, _) -> {
      throw new AnswerException(AnswerException.Kind.NOT_INSTALLED, "no speech model");
    });
    Answer answer = send(wave(), Map.of("stream", "true"));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error().path("code").stringValue()).isEqualTo("not_installed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void clientThatLeavesEndsTheHearing(String stream) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    api.hears((_, _, _, _) -> {
      begun.countDown();
      try {
        never.await();
      } finally {
        ended.countDown();
      }
      throw new AssertionError("nobody ends the hearing but its client");
    });
    byte[] form =
        ApiFixture.wire(
            """
            --cut
            Content-Disposition: form-data; name="stream"

            %s
            --cut
            Content-Disposition: form-data; name="file"; filename="a.wav"

            %s
            --cut--
            """
                .formatted(stream, new String(wave(), StandardCharsets.ISO_8859_1)));
    String head =
        """
        POST /v1/audio/transcriptions HTTP/1.1
        Host: localhost
        Content-Type: multipart/form-data; boundary=cut
        Content-Length: %d

        """
            .formatted(form.length);

    try (Socket client = api.connect(head)) {
      client.getOutputStream().write(form);
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(ended.await(1, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "response_format, xml, response_format",
    "timestamp_granularities[], word, timestamp_granularities",
    "language, Spanish, language",
    "language, xx, language",
    "temperature, abc, temperature",
    "temperature, 5, temperature",
    "temperature, NaN, temperature",
    "stream, maybe, stream",
    "colour, red, colour"
  })
  void wrongFieldsAreNamed(String field, String value, String param) throws Exception {
    Answer answer = send(wave(), Map.of(field, value));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().path("param").stringValue()).isEqualTo(param);
    assertThat(wishes).isEmpty();
  }

  @Test
  void unknownFieldsAreAnsweredWithAllThatAreKnown() throws Exception {
    String message = send(wave(), Map.of("colour", "red")).error().path("message").stringValue();
    assertThat(message)
        .endsWith(
            "known are file, model, language, prompt, response_format, stream, temperature,"
                + " timestamp_granularities[]");
  }

  @ParameterizedTest
  @CsvSource({"file, RIFF", "language, es"})
  void fieldsThatAreThereTwiceAreRefused(String field, String value) throws Exception {
    String part =
        "--cut\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
            .formatted(field, field.equals("file") ? new String(wave(), ISO_8859_1) : value);
    Answer answer =
        api.post(
            "/v1/audio/transcriptions",
            (part + part + "--cut--\r\n").getBytes(ISO_8859_1),
            "Content-Type",
            "multipart/form-data; boundary=cut");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().path("message").stringValue()).contains("'" + field + "'", "twice");
    assertThat(answer.error().path("param").stringValue()).isEqualTo(field);
    assertThat(wishes).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"stream, False", "stream, ''", "temperature, 0.2", "temperature, ''", "language, ''"})
  void whatClientsSendAsWellIsTaken(String field, String value) throws Exception {
    Answer answer = send(wave(), Map.of(field, value));
    assertThat(answer.body()).isEqualTo("{\"text\":\"Hola. ¿Qué tal?\"}");
  }

  @Test
  void otherBodiesFilesAndSizesHaveTheirOwnStatus() throws Exception {
    assertThat(api.post("/v1/audio/transcriptions", "{}").status()).isEqualTo(415);
    assertThat(send("no sound at all".getBytes(StandardCharsets.UTF_8), Map.of()).status())
        .isEqualTo(415);
    assertThat(send(new byte[2_000_000], Map.of()).status()).isEqualTo(413);
    Answer none =
        api.post(
            "/v1/audio/transcriptions",
            "--cut--\r\n".getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "multipart/form-data; boundary=cut");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.error().path("param").stringValue()).isEqualTo("file");
  }
}
