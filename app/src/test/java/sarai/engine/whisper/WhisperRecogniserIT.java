package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.engine.EngineException;
import sarai.engine.LoadProgress;
import sarai.engine.SpeechModel;
import sarai.engine.speech.Recogniser;
import sarai.engine.speech.RecogniserContract;
import sarai.store.InstalledModel;

/// The contract over real workers with a real model, with each library.
class WhisperRecogniserIT {
  private static final Duration LONG = Duration.ofMinutes(4);

  @Nested
  class WhisperCpp extends RealWorker {
    @Override
    WhisperLibrary.Kind library() {
      return WhisperLibrary.Kind.WHISPER_CPP;
    }
  }

  @Nested
  class Onnx extends RealWorker {
    @Override
    WhisperLibrary.Kind library() {
      return WhisperLibrary.Kind.ONNX;
    }
  }

  abstract static class RealWorker extends RecogniserContract {
    @TempDir Path workers;
    private final List<SpeechModel> started = new ArrayList<>();

    abstract WhisperLibrary.Kind library();

    @Override
    protected Recogniser recogniser(Path scratch) throws Exception {
      Path weights = WhisperEngineIT.model();
      SpeechModel model =
          (SpeechModel)
              new WhisperLaunch(
                      new InstalledModel("whisper", weights, null, ""),
                      List.of("es", "en"),
                      GgmlHeader.read(weights).footprint(),
                      WhisperSettings.ofThisProgram(workers, 2, LONG, LONG).with(library()))
                  .start(LoadProgress.NONE);
      started.add(model);
      return model::transcribe;
    }

    @Test
    void aLanguageThatWhisperDoesNotKnowIsNamed() throws Exception {
      Recogniser recogniser = recogniser();
      assertThatThrownBy(() -> recogniser.transcribe(span("xx", null), _ -> {}))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("\"xx\"");
    }

    @AfterEach
    void stop() {
      started.forEach(model -> model.stop());
    }
  }
}
