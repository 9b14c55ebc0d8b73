package sarai.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.chat.ChatEvent;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.engine.ChatModel;
import sarai.engine.ChatStream;
import sarai.engine.EmbeddingModel;
import sarai.engine.Engine;
import sarai.engine.EngineContract;
import sarai.engine.EngineException;
import sarai.engine.LoadProgress;
import sarai.engine.RunningModel;
import sarai.store.Program;
import sarai.testing.FakeLlamaServer;
import sarai.testing.LlamaFixture;
import sarai.testing.Models;

class LlamaEngineTest extends EngineContract {
  @TempDir Path home;
  private @Nullable LlamaFixture fixture;

  @Override
  protected Engine engine() {
    return fixture().fake("fake:token=20");
  }

  @Override
  protected ModelConfig textModel() {
    return Models.model("tiny", ModelRole.TINY);
  }

  private LlamaFixture fixture() {
    if (fixture == null) {
      fixture = new LlamaFixture(home);
    }
    return fixture;
  }

  @AfterEach
  void closeFixture() {
    fixture().close();
  }

  private RunningModel start(ModelRole role, String... fakes) throws Exception {
    return fixture()
        .fake(fakes)
        .launches(Models.model("m", role))
        .getFirst()
        .start(LoadProgress.NONE);
  }

  @Test
  void aServerThatDiesAtLoadFailsWithItsExitCodeAndLastWords() {
    assertThatThrownBy(() -> start(ModelRole.TINY, "fake:dies-at-load"))
        .isInstanceOf(EngineException.LoadFailed.class)
        .hasMessageContaining("exit code 1")
        .hasMessageContaining("invalid magic")
        .hasMessageContaining("fake.gguf");
  }

  @Test
  void aServerThatNeverListensFailsAfterTheTimeoutAndIsKilled() {
    Engine engine =
        fixture()
            .engine(
                FakeLlamaServer.program("fake:never-ready"),
                home.resolve("fake.gguf"),
                null,
                Duration.ofMillis(1500));
    long before = ProcessHandle.current().children().count();
    assertThatThrownBy(() -> engine.launches(textModel()).getFirst().start(LoadProgress.NONE))
        .isInstanceOf(EngineException.LoadFailed.class)
        .hasMessageContaining("no progress")
        .hasMessageContaining("startup_timeout");
    assertThat(ProcessHandle.current().children().count()).isLessThanOrEqualTo(before);
  }

  @Test
  void aCrashInAnAnswerIsTypedAndNamesTheExitCode() throws Exception {
    ChatModel model = (ChatModel) start(ModelRole.TINY, "fake:dies-mid-stream");
    try (ChatStream stream = model.chat(ask("Hello", 5))) {
      assertThat(stream.next()).isEqualTo(new ChatEvent.Delta("one"));
      assertThat(stream.next()).isEqualTo(new ChatEvent.Delta(" two"));
      assertThatThrownBy(stream::next)
          .isInstanceOf(EngineException.Crashed.class)
          .hasMessageContaining("exit code 3");
    }
    assertThat(model.ended().toCompletableFuture().get(2, TimeUnit.SECONDS)).contains("code 3");
  }

  @Test
  void aServerThatIgnoresTheRequestToEndIsKilled() throws Exception {
    RunningModel model = start(ModelRole.TINY, "fake:ignores-term");
    model.stop();
    assertThat(model.ended().toCompletableFuture().get(2, TimeUnit.SECONDS)).contains("signal 9");
  }

  @Test
  void embeddingsComeInTheOrderOfTheTexts() throws Exception {
    EmbeddingModel model = (EmbeddingModel) start(ModelRole.EMBEDDINGS);
    var embeddings = model.embed(List.of("a", "bbb"));
    assertThat(embeddings.vectors()).containsExactly(new float[] {1, 1}, new float[] {3, 1});
    model.probe(Duration.ofSeconds(5));
  }

  @Test
  void aTextThatIsTooLongToEmbedIsTheCallersFault() throws Exception {
    EmbeddingModel model = (EmbeddingModel) start(ModelRole.EMBEDDINGS);
    assertThatThrownBy(() -> model.embed(List.of("a", "long ".repeat(1000))))
        .isInstanceOf(EngineException.BadRequest.class)
        .hasMessageContaining("3004 tokens")
        .hasMessageContaining(".context");
  }

  @Test
  void aMissingProgramFailsToLoad() {
    Engine engine =
        fixture()
            .engine(
                new Program(List.of("/nowhere/llama-server"), home, "none"),
                home.resolve("fake.gguf"),
                null,
                Duration.ofSeconds(5));
    assertThatThrownBy(() -> engine.launches(textModel()).getFirst().start(LoadProgress.NONE))
        .isInstanceOf(EngineException.LoadFailed.class)
        .hasMessageContaining("could not be run");
  }

  @Test
  void interruptingALoadLeavesNothingBehind() throws Exception {
    var launch = fixture().fake("fake:never-ready").launches(textModel()).getFirst();
    var ended = new CompletableFuture<Throwable>();
    Thread loader =
        Thread.startVirtualThread(() -> {
          try {
            launch.start(LoadProgress.NONE);
          } catch (EngineException | InterruptedException e) {
            ended.complete(e);
          }
        });
    loader.interrupt();
    assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }
}
