package sarai.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Role;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.engine.Capability;
import sarai.engine.ChatModel;
import sarai.engine.ChatStream;
import sarai.engine.Engine;
import sarai.engine.EngineContract;
import sarai.engine.EngineException;
import sarai.engine.LoadProgress;
import sarai.testing.LlamaFixture;
import sarai.testing.Models;
import sarai.testing.RealEngine;
import sarai.units.Bytes;

/// The contract and the senses, through the real engine and this repository's small models.
class LlamaEngineIT extends EngineContract {
  @TempDir Path home;
  private @Nullable LlamaFixture fixture;

  @Override
  protected Engine engine() {
    return engine(RealEngine.repository("models/tiny-omni.gguf"), null);
  }

  @Override
  protected ModelConfig textModel() {
    return Models.model("text", ModelRole.TINY);
  }

  private LlamaFixture fixture() {
    if (fixture == null) {
      fixture = new LlamaFixture(home);
    }
    return fixture;
  }

  private Engine engine(Path weights, @Nullable Path projector) {
    return fixture().engine(RealEngine.llamaServer(), weights, projector, Duration.ofSeconds(60));
  }

  @AfterEach
  void closeFixture() {
    fixture().close();
  }

  private ChatModel sense(String name, ModelRole role) throws Exception {
    Engine engine =
        engine(
            RealEngine.repository("models/" + name + ".gguf"),
            RealEngine.repository("models/" + name + "-mmproj.gguf"));
    return (ChatModel)
        engine.launches(Models.model(name, role)).getFirst().start(LoadProgress.NONE);
  }

  private static MediaRef sample(String name, String type) throws Exception {
    Path file = RealEngine.repository("samples/" + name);
    return new MediaRef("00", file, Bytes.of(Files.size(file)), type);
  }

  private static String answer(ChatModel model, Content media, String question) throws Exception {
    ChatRequest request = ChatRequest.of(Message.of(Role.USER, media, new Content.Text(question)));
    return all(model.chat(request)).stream()
        .filter(ChatEvent.Delta.class::isInstance)
        .map(event -> ((ChatEvent.Delta) event).text())
        .collect(Collectors.joining());
  }

  @Test
  void aVisionModelSeesARedCircleInBothLanguages() throws Exception {
    ChatModel model = sense("tiny-vl", ModelRole.VISION);
    assertThat(model.capabilities()).contains(Capability.VISION);
    Content picture = new Content.Image(sample("red-circle.png", "image/png"));
    assertThat(answer(model, picture, "¿Qué objetos ves?")).contains("círculo rojo");
    assertThat(answer(model, picture, "What objects do you see?")).contains("red circle");
    model.stop();
  }

  @Test
  void anAudioModelCountsBeeps() throws Exception {
    ChatModel model = sense("tiny-omni", ModelRole.AUDIO);
    assertThat(model.capabilities()).contains(Capability.AUDIO);
    Content sound = new Content.Audio(sample("three-high-beeps.wav", "audio/wav"));
    assertThat(answer(model, sound, "¿Cuántos pitidos hay?")).contains("tres");
    assertThat(answer(model, sound, "What do you hear?")).contains("three high beeps");
    model.stop();
  }

  @Test
  void aFileThatIsNoModelFailsToLoadWithTheEnginesOwnWords() throws Exception {
    Path file = Files.writeString(home.resolve("corrupt.gguf"), "GGUF and then nothing");
    assertThatThrownBy(
            () -> engine(file, null).launches(textModel()).getFirst().start(LoadProgress.NONE))
        .isInstanceOf(EngineException.LoadFailed.class)
        .hasMessageContaining("corrupt.gguf")
        .hasMessageContaining("load");
  }

  @Test
  void aPromptBeyondTheContextIsABadRequestThatNamesTheKey() throws Exception {
    ChatModel model =
        (ChatModel)
            engine()
                .launches(Models.model("small", ModelRole.TINY, 256))
                .getFirst()
                .start(LoadProgress.NONE);
    assertThatThrownBy(() -> all(model.chat(ask("hola ".repeat(2000), 1))))
        .isInstanceOf(EngineException.BadRequest.class)
        .hasMessageContaining("models.small.context");
    model.stop();
  }

  /// Counts the engine's own decoding steps. Needs a model that can talk long.
  @Test
  void closingAnAnswerStopsGenerationWithinAFewTokens() throws Exception {
    String weights = System.getenv("SARAI_TEST_GGUF");
    assumeTrue(weights != null, "set SARAI_TEST_GGUF to a GGUF text model");
    LlamaChat model =
        (LlamaChat)
            engine(Path.of(String.valueOf(weights)), null)
                .launches(textModel())
                .getFirst()
                .start(LoadProgress.NONE);
    try (ChatStream stream = model.chat(ask("Write a very long story.", 2000))) {
      for (int i = 0; i < 5; i++) {
        assertThat(stream.next()).isNotNull();
      }
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (metric(model, "requests_processing") > 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    assertThat(metric(model, "n_decode_total")).isBetween(5.0, 12.0);
    model.stop();
  }

  private static double metric(LlamaChat model, String name) throws Exception {
    try (Exchange reply = model.client().get("/metrics", Duration.ofSeconds(60))) {
      String text = new String(reply.readAll(1 << 20), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> line.startsWith("llamacpp:" + name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
          .findFirst()
          .orElseThrow();
    }
  }
}
