package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.engine.EngineException;
import sarai.engine.LoadProgress;
import sarai.engine.SpeechModel;
import sarai.engine.speech.Transcriber;
import sarai.engine.speech.Transcription;
import sarai.media.AudioDecoder;
import sarai.media.AudioLimits;
import sarai.media.Sound;
import sarai.media.VoiceActivity;
import sarai.store.InstalledModel;
import sarai.units.Bytes;

/// A real worker with a real model, on the samples.
class WhisperEngineIT {
  private static final Duration LONG = Duration.ofMinutes(4);

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
      model.stop(Duration.ofSeconds(5));
    }
    assertThat(ProcessHandle.of(model.pid().orElseThrow()).filter(ProcessHandle::isAlive))
        .isEmpty();
    assertThat(model.ended().toCompletableFuture()).isCompleted();
  }

  @Test
  void aWorkerThatTakesTooLongIsKilledAndSaysSo() throws Exception {
    SpeechModel model = start(Duration.ofMillis(1));
    assertThatThrownBy(() -> hear(model, "jfk.wav"))
        .isInstanceOf(EngineException.Crashed.class)
        .hasMessageContaining("1 ms");
    assertThat(model.ended().toCompletableFuture().get(30, TimeUnit.SECONDS)).contains("137");
    assertThatThrownBy(() -> hear(model, "jfk.wav")).isInstanceOf(EngineException.class);
    model.stop(Duration.ZERO);
  }

  @Test
  void aKilledWorkerIsACrashAndNotAHang() throws Exception {
    SpeechModel model = start(LONG);
    ProcessHandle.of(model.pid().orElseThrow()).orElseThrow().destroyForcibly();
    model.ended().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> hear(model, "jfk.wav")).isInstanceOf(EngineException.Crashed.class);
    model.stop(Duration.ZERO);
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
    AudioDecoder decoder = new AudioDecoder(Optional.empty(), limits, folder);
    Path file = Path.of(System.getProperty("sarai.root"), "samples", sample);
    try (Sound sound = decoder.decode(file)) {
      return new Transcriber(model::transcribe, null, null).transcribe(sound, segment -> {});
    }
  }

  private static SpeechModel start(Duration patience) throws Exception {
    return (SpeechModel) launch(model(), patience).start(LoadProgress.NONE);
  }

  private static WhisperLaunch launch(Path model, Duration patience) throws EngineException {
    return new WhisperLaunch(
        new InstalledModel(String.valueOf(model.getFileName()), model, null, ""),
        List.of("es", "en"),
        GgmlHeader.read(model).footprint(),
        WhisperSettings.ofThisProgram(2, LONG, patience));
  }

  private static Path model() {
    String file = System.getenv("SARAI_TEST_SPEECH");
    return file == null
        ? abort("no speech model: ./sarai test fetches one and names it in SARAI_TEST_SPEECH")
        : Path.of(file);
  }
}
