package sarai.engine.speech;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import sarai.config.ModelRole;
import sarai.engine.ChatModel;
import sarai.engine.LoadProgress;
import sarai.testing.LlamaFixture;
import sarai.testing.Models;
import sarai.testing.RealEngine;

/// The contract over this repository's audio model in a real llama-server. It knows beeps and no
/// speech: what it writes is nonsense, how it comes is not.
class AudioModelRecogniserIT extends RecogniserContract {
  @TempDir Path home;
  private final List<ChatModel> started = new ArrayList<>();
  private final List<LlamaFixture> fixtures = new ArrayList<>();

  @Override
  protected Recogniser recogniser(Path scratch) throws Exception {
    LlamaFixture fixture = new LlamaFixture(home);
    fixtures.add(fixture);
    ChatModel model =
        (ChatModel)
            fixture
                .engine(
                    RealEngine.llamaServer(),
                    RealEngine.repository("models/tiny-omni.gguf"),
                    RealEngine.repository("models/tiny-omni-mmproj.gguf"),
                    Duration.ofMinutes(2))
                .launches(Models.model("tiny_omni", ModelRole.AUDIO))
                .getFirst()
                .start(LoadProgress.NONE);
    started.add(model);
    return new AudioModelRecogniser(model, _ -> "es", scratch);
  }

  @AfterEach
  void stop() {
    started.forEach(model -> model.stop());
    fixtures.forEach(LlamaFixture::close);
  }
}
