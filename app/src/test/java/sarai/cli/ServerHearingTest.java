package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.agent.Heard;
import sarai.engine.SpeechModel.Segment;
import sarai.media.AudioException;
import sarai.media.VoiceActivity;

/// `transcribe` asks the running server, so that no second model is loaded beside its budget.
class ServerHearingTest {
  private static final String SAID =
      """
      data: {"type":"transcript.text.delta","delta":"Hola.","start":0.5,"end":2.0}

      data: {"type":"transcript.text.delta","delta":" Adiós.","start":2.0,"end":3.5}

      data: {"type":"transcript.text.done","text":"Hola. Adiós.","language":"es","duration":4.5,"model":"whisper"}

      data: [DONE]

      """;

  @TempDir private Path folder;
  private HttpServer server;
  private final List<String> bodies = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answers(int status, String body) {
    answers(_ -> status, body);
  }

  /// @param status of the answer to a body
  private void answers(ToIntFunction<String> status, String body) {
    server.createContext(
        "/v1/audio/transcriptions",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status.applyAsInt(bodies.getLast()), bytes.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private Path sound() throws IOException {
    return Files.writeString(folder.resolve("note.ogg"), "OggS and more");
  }

  @Test
  void whatTheServerHearsComesWithTimesAndItsModel() throws Exception {
    answers(200, SAID);
    List<Segment> partial = new ArrayList<>();
    Heard heard =
        new ServerHearing(new ServerClient(address(), null)).hear(sound(), "es", partial::add);
    assertThat(partial)
        .containsExactly(new Segment(0.5, 2, "Hola."), new Segment(2, 3.5, "Adiós."));
    assertThat(heard.transcriptions().getFirst().segments()).isEqualTo(partial);
    assertThat(heard.transcriptions().getFirst().seconds()).isEqualTo(4.5);
    assertThat(heard.language()).isEqualTo("es");
    assertThat(heard.model()).isEqualTo("whisper");
    assertThat(bodies.getFirst())
        .contains("name=\"stream\"\r\n\r\ntrue", "name=\"language\"\r\n\r\nes", "OggS and more");
  }

  @Test
  void silenceKeepsItsReason() throws Exception {
    answers(
        200, "data: {\"type\":\"transcript.text.done\",\"text\":\"\",\"reason\":\"music\"}\n\n");
    Heard heard = new ServerHearing(new ServerClient(address(), null)).hear(sound(), null, _ -> {});
    assertThat(heard.silence()).isEqualTo(VoiceActivity.Reason.MUSIC);
    assertThat(bodies.getFirst()).doesNotContain("language");
  }

  @Test
  void aRefusalKeepsTheReasonOfTheServer() throws Exception {
    answers(415, "{\"error\":{\"message\":\"there is no audio track\"}}");
    Path sound = sound();
    assertThatThrownBy(
            () -> new ServerHearing(new ServerClient(address(), null)).hear(sound, null, _ -> {}))
        .isInstanceOfSatisfying(
            CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.REFUSED_INPUT))
        .hasMessageContaining("there is no audio track");
  }

  @Test
  void aBrokenAnswerIsAnError() throws Exception {
    answers(200, SAID.substring(0, 90));
    Path sound = sound();
    assertThatThrownBy(
            () -> new ServerHearing(new ServerClient(address(), null)).hear(sound, null, _ -> {}))
        .hasMessageContaining("broke off");
  }

  private Ended transcribe(Object... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of("transcribe"));
    Stream.of(arguments).map(String::valueOf).forEach(words::add);
    return Ended.beside(address(), folder, words);
  }

  @Test
  void theCommandFindsTheRunningServer() throws Exception {
    answers(200, SAID);
    Ended ended = transcribe("--srt", sound());
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("00:00:02,000 --> 00:00:03,500\nAdiós.");
  }

  @Test
  void aFileThatFailsDoesNotKeepTheOthersFromBeingHeard() throws Exception {
    answers(body -> body.contains("OggS") ? 200 : 415, SAID);
    Path text = Files.writeString(folder.resolve("list.txt"), "bread and milk");
    Path sound = sound();
    Ended ended = transcribe(folder.resolve("gone.ogg"), text, sound);
    assertThat(ended.code()).as(ended.err()).isEqualTo(6);
    assertThat(ended.out()).isEqualToNormalizingNewlines(sound + ":\nHola.\nAdiós.\n");
    assertThat(ended.err()).contains("gone.ogg: ", "list.txt: ").doesNotContain("note.ogg");
  }

  @Test
  void subtitlesOfSeveralFilesLieBesideThemAndReplaceNothing() throws Exception {
    answers(200, SAID);
    Path other = Files.writeString(folder.resolve("other.clip.ogg"), "OggS and more");
    Path written = folder.resolve("other.clip.srt");
    Ended first = transcribe("--srt", sound(), other);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("note.srt", "other.clip.srt").doesNotContain("-->");
    assertThat(folder.resolve("note.srt")).content().startsWith("1\n").contains("Adiós.");
    assertThat(written).content().startsWith("1\n");

    Files.writeString(written, "corrected by hand");
    Ended second = transcribe("--srt", sound(), other);
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.err()).contains("other.clip.srt is there already");
    assertThat(written).hasContent("corrected by hand");
    assertThat(bodies).hasSize(2);
  }

  /// Silence needs no model to be heard.
  @Test
  void whatTheServerFindsTooLargeIsHeardByTheCommand() throws Exception {
    answers(413, "{\"error\":{\"message\":\"too much\",\"code\":\"body_too_large\"}}");
    Ended ended = transcribe("--json", Silence.write(folder.resolve("long.wav"), 32_000));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("\"reason\":\"silence\"", "\"duration\":1.0");
    assertThat(ended.err()).contains("larger than the running server takes");
  }

  @Test
  void whyASoundIsRefusedIsToldInTheLanguageOfTheReader() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.wav"));
    answers(415, "{\"error\":{\"message\":\"no audio track\",\"code\":\"sound_no_audio_track\"}}");
    assertThat(transcribe("--lang", "es", empty).err())
        .contains("El archivo no tiene pista de sonido: no audio track");
    assertThat(transcribe("--lang", "en", empty).err()).contains("empty.wav: no audio track");
    server.removeContext("/v1/audio/transcriptions");
    answers(413, "{\"error\":{\"message\":\"too much\",\"code\":\"body_too_large\"}}");
    assertThat(transcribe("--lang", "es", empty).err())
        .contains("El sonido est", ": the file is empty");
  }

  @ParameterizedTest
  @CsvSource({"es, no se dice nada (ruido)", "en, nothing was said (noise)"})
  void whyNothingWasSaidIsToldInTheLanguageOfTheReader(String language, String told)
      throws Exception {
    answers(
        200, "data: {\"type\":\"transcript.text.done\",\"text\":\"\",\"reason\":\"noise\"}\n\n");
    Ended ended = transcribe("--lang", language, "--json", sound());
    assertThat(ended.err()).contains(told);
    assertThat(ended.out()).contains("\"reason\":\"noise\"");
  }

  @Test
  void everyReasonIsThereForPeople() {
    Messages spanish = Messages.in(Locale.of("es"));
    for (AudioException.Problem problem : AudioException.Problem.values()) {
      assertThat(spanish.has("refused.sound_" + problem.name().toLowerCase(Locale.ROOT)))
          .as(problem.name())
          .isTrue();
    }
    for (VoiceActivity.Reason reason : VoiceActivity.Reason.values()) {
      assertThat(spanish.has("silence." + reason.name().toLowerCase(Locale.ROOT)))
          .as(reason.name())
          .isTrue();
    }
  }
}
