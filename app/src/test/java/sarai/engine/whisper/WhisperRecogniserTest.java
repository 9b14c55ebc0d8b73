package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.LoadProgress;
import sarai.engine.SpeechModel;
import sarai.engine.speech.Recogniser;
import sarai.engine.speech.RecogniserContract;
import sarai.store.InstalledModel;
import sarai.units.Bytes;

/// The contract over a worker that follows a script: real processes, pipes and messages.
class WhisperRecogniserTest extends RecogniserContract {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final List<SpeechModel> started = new ArrayList<>();

  @Override
  protected Recogniser recogniser(Path scratch) throws Exception {
    return start(settings())::transcribe;
  }

  private SpeechModel start(WhisperSettings settings) throws Exception {
    Path weights = folder.resolve("ggml.bin");
    WhisperLaunch launch =
        new WhisperLaunch(
            new InstalledModel("scripted", weights, null, ""),
            List.of("es", "en"),
            Footprint.estimated(Bytes.of(1), Bytes.of(1)),
            settings);
    SpeechModel model = (SpeechModel) launch.start(LoadProgress.NONE);
    started.add(model);
    return model;
  }

  /// The real class's name and the flags become arguments of the scripted one.
  private WhisperSettings settings() {
    return new WhisperSettings(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ScriptedWorker.class.getName()),
        folder,
        1,
        LIMIT,
        LIMIT,
        List.of(WhisperLibrary.Kind.WHISPER_CPP));
  }

  @AfterEach
  void stop() {
    started.forEach(model -> model.stop());
  }

  @Test
  void aLibraryThatDoesNotStartIsPassedOver() throws Exception {
    WhisperSettings both =
        new WhisperSettings(
            settings().java(), folder, 1, LIMIT, LIMIT, List.of(WhisperLibrary.Kind.values()));
    assertThat(start(both).pid()).isPresent();
    assertThatThrownBy(() -> start(both.with(WhisperLibrary.Kind.ONNX)))
        .isInstanceOf(EngineException.LoadFailed.class)
        .hasMessageContaining("this is no computer for it");
  }
}
