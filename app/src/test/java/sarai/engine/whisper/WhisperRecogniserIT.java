package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import sarai.engine.EngineException;
import sarai.engine.LoadProgress;
import sarai.engine.SpeechModel;
import sarai.engine.speech.Recogniser;
import sarai.engine.speech.RecogniserContract;
import sarai.store.InstalledModel;
import sarai.testing.RealEngine;

/// The contract over real workers with a real model: with the library that comes with SARAi, and
/// with the one that is installed beside llama-server.
class WhisperRecogniserIT {
  private static final Duration LONG = Duration.ofMinutes(4);

  @Nested
  class Bundled extends RealWorker {
    @Override
    Optional<LibraryPlace> library() {
      return Optional.empty();
    }
  }

  @Nested
  class Installed extends RealWorker {
    @Override
    Optional<LibraryPlace> library() {
      Optional<LibraryPlace> place =
          Optional.ofNullable(RealEngine.installed()).flatMap(LibraryPlace::beside);
      Assumptions.assumeTrue(
          place.isPresent(),
          "no libwhisper beside llama-server: ./sarai pull --engines installs both from Debian");
      return place;
    }
  }

  abstract static class RealWorker extends RecogniserContract {
    private final List<SpeechModel> started = new ArrayList<>();

    abstract Optional<LibraryPlace> library();

    @Override
    protected Recogniser recogniser(Path scratch) throws Exception {
      Optional<LibraryPlace> library = library();
      Path weights = WhisperEngineIT.model();
      SpeechModel model =
          (SpeechModel)
              new WhisperLaunch(
                      new InstalledModel("whisper", weights, null, ""),
                      List.of("es", "en"),
                      GgmlHeader.read(weights).footprint(),
                      WhisperSettings.ofThisProgram(2, LONG, LONG).with(() -> library))
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
