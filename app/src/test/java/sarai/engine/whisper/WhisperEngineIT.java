package sarai.engine.whisper;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.engine.EngineException;
import sarai.engine.LoadProgress;
import sarai.engine.SpeechModel;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Transcriber;
import sarai.engine.speech.Transcription;
import sarai.media.AudioDecoder;
import sarai.media.AudioLimits;
import sarai.media.Ffmpeg;
import sarai.media.Sound;
import sarai.media.VoiceActivity;
import sarai.store.InstalledModel;
import sarai.units.Bytes;

/// A real worker with a real model, on the samples.
class WhisperEngineIT {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final Ffmpeg NO_FFMPEG =
      new Ffmpeg(Optional::empty, Ffmpeg.Limits.standard(), ProcessBuilder::start);

  @TempDir Path folder;

  @Test
  void peopleAreWrittenDownInTheirLanguage() throws Exception {
    SpeechModel model = start(LONG);
    try {
      assertThat(hear(model, "jfk.wav"))
          .satisfies(heard -> {
            assertThat(heard.language()).isEqualTo("en");
            assertThat(heard.text()).containsIgnoringCase("ask not what your country can do");
            assertThat(heard.segments().getLast().endSeconds()).isBetween(9.0, 11.0);
          });
      assertThat(hear(model, "es-arenas.wav"))
          .satisfies(heard -> {
            assertThat(heard.language()).isEqualTo("es");
            assertThat(heard.text()).containsIgnoringCase("de grano medio");
          });
      assertThat(hear(model, "silence.wav"))
          .satisfies(heard -> {
            assertThat(heard.text()).isEmpty();
            assertThat(heard.reason()).isEqualTo(VoiceActivity.Reason.NOISE);
          });
      model.probe(LONG);
      assertThat(model.memory().charged().value()).isBetween(100_000_000L, 600_000_000L);
    } finally {
      model.stop();
    }
    assertThat(ProcessHandle.of(model.pid().orElseThrow()).filter(ProcessHandle::isAlive))
        .isEmpty();
    assertThat(model.ended().toCompletableFuture()).isCompleted();
  }

  @Test
  void sentencesAreNeitherLostNorDoubledAtTheJoins() throws Exception {
    String jfk = "ask not what your country can do for you";
    String quilter = "apostle of the middle classes";
    int rounds = 5;
    Path pcm = folder.resolve("joined.f32");
    long samples = 0;
    AudioDecoder decoder =
        new AudioDecoder(NO_FFMPEG, new AudioLimits(Bytes.ofMegabytes(10), LONG, LONG), folder);
    for (int i = 0; i < 2 * rounds; i++) {
      try (Sound sound = decoder.decode(sample(i % 2 == 0 ? "jfk.wav" : "en-quilter.wav"))) {
        Files.write(pcm, Files.readAllBytes(sound.pcm()), CREATE, APPEND);
        Files.write(pcm, new byte[4 * 16_000], APPEND);
        samples += sound.samples() + 16_000;
      }
    }
    SpeechModel model = start(LONG);
    List<Segment> partials = new ArrayList<>();
    try (Sound joined = new Sound(pcm, samples)) {
      Transcription heard =
          new Transcriber(model::transcribe, null, null).transcribe(joined, partials::add);
      String text = heard.text().toLowerCase(Locale.ROOT);
      assertThat(text.split(jfk, -1)).as(text).hasSize(rounds + 1);
      assertThat(text.split(quilter, -1)).as(text).hasSize(rounds + 1);
      assertThat(partials).isEqualTo(heard.segments());
      assertThat(partials.getFirst().endSeconds()).isLessThan(30);
      for (int i = 1; i < partials.size(); i++) {
        assertThat(partials.get(i).startSeconds())
            .isGreaterThanOrEqualTo(partials.get(i - 1).endSeconds());
      }
    } finally {
      model.stop();
    }
  }

  @Test
  void whatIsSaidThreeTimesIsWrittenThreeTimes() throws Exception {
    AudioLimits limits = new AudioLimits(Bytes.ofMegabytes(10), LONG, LONG);
    Path pcm = folder.resolve("repeated.f32");
    long samples = 0;
    try (Sound sound =
        new AudioDecoder(NO_FFMPEG, limits, folder).decode(sample("en-quilter.wav"))) {
      for (int i = 0; i < 3; i++) {
        Files.write(pcm, Files.readAllBytes(sound.pcm()), CREATE, APPEND);
        Files.write(pcm, new byte[4 * 9_600], APPEND);
        samples += sound.samples() + 9_600;
      }
    }
    SpeechModel model = start(LONG);
    try (Sound repeated = new Sound(pcm, samples)) {
      String text =
          new Transcriber(model::transcribe, null, null).transcribe(repeated, _ -> {}).text();
      assertThat(text.split("apostle of the middle classes", -1)).as(text).hasSize(4);
    } finally {
      model.stop();
    }
  }

  @Test
  void aWorkerThatTakesTooLongIsKilledAndSaysSo() throws Exception {
    SpeechModel model = start(Duration.ofMillis(1));
    assertThatThrownBy(() -> hear(model, "jfk.wav"))
        .isInstanceOf(EngineException.Crashed.class)
        .hasMessageContaining("1 ms");
    assertThat(model.ended().toCompletableFuture().get(30, TimeUnit.SECONDS)).contains("137");
    assertThatThrownBy(() -> hear(model, "jfk.wav")).isInstanceOf(EngineException.class);
    model.stop();
  }

  @Test
  void aKilledWorkerIsACrashAndNotAHang() throws Exception {
    SpeechModel model = start(LONG);
    ProcessHandle.of(model.pid().orElseThrow()).orElseThrow().destroyForcibly();
    model.ended().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> hear(model, "jfk.wav")).isInstanceOf(EngineException.Crashed.class);
    model.stop();
  }

  @Test
  void aFileThatOnlyBeginsLikeAModelDoesNotLoad() throws Exception {
    byte[] head;
    try (var in = Files.newInputStream(model())) {
      head = in.readNBytes(4000);
    }
    Path cut = Files.write(folder.resolve("cut.bin"), head);
    assertThatThrownBy(() -> launch(cut, LONG).start(LoadProgress.NONE))
        .isInstanceOf(EngineException.LoadFailed.class)
        .hasMessageContaining("cut.bin");
  }

  private Transcription hear(SpeechModel model, String sample) throws Exception {
    AudioLimits limits = new AudioLimits(Bytes.ofMegabytes(10), LONG, LONG);
    AudioDecoder decoder = new AudioDecoder(NO_FFMPEG, limits, folder);
    try (Sound sound = decoder.decode(sample(sample))) {
      return new Transcriber(model::transcribe, null, null).transcribe(sound, segment -> {});
    }
  }

  private static Path sample(String name) {
    return Path.of(System.getProperty("sarai.root"), "samples", name);
  }

  private SpeechModel start(Duration patience) throws Exception {
    return (SpeechModel) launch(model(), patience).start(LoadProgress.NONE);
  }

  private WhisperLaunch launch(Path model, Duration patience) throws EngineException {
    return new WhisperLaunch(
        new InstalledModel(String.valueOf(model.getFileName()), model, null, ""),
        List.of("es", "en"),
        GgmlHeader.read(model).footprint(),
        WhisperSettings.ofThisProgram(folder, 2, LONG, patience));
  }

  static Path model() {
    String file = System.getenv("SARAI_TEST_SPEECH");
    return file == null
        ? abort("no speech model: ./sarai test fetches one and names it in SARAI_TEST_SPEECH")
        : Path.of(file);
  }
}
