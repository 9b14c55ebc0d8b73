package sarai.engine.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.engine.Capability;
import sarai.engine.ChatModel;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;
import sarai.engine.SpeechModel.Span;
import sarai.testing.InMemoryModel;
import sarai.units.Bytes;

/// The contract over an audio model that follows a script.
class AudioModelRecogniserTest extends RecogniserContract {
  @Override
  protected Recogniser recogniser(Path scratch) {
    return new AudioModelRecogniser(new ScriptedEars(), _ -> "en", scratch);
  }

  @Test
  void theModelIsSentTheSpanAloneAsASound() throws Exception {
    ScriptedEars model = new ScriptedEars();
    Path pcm = Files.write(folder.resolve("second.f32"), new byte[4 * 16_000]);
    new AudioModelRecogniser(model, _ -> "en", folder)
        .transcribe(new Span(pcm, 4_000, 12_000, null, null), _ -> {});
    ChatRequest asked = model.asked.getFirst();
    List<Content> parts =
        asked.messages().stream().map(Message::content).flatMap(List::stream).toList();
    assertThat(parts.getLast())
        .isInstanceOfSatisfying(
            Content.Audio.class,
            sound -> {
              assertThat(sound.media().type()).isEqualTo("audio/wav");
              assertThat(sound.media().size()).isEqualTo(Bytes.of(44 + 2 * 8_000));
            });
  }

  @Test
  void aModelThatDiesIsAnEngineErrorAndLeavesNoFile() throws Exception {
    ScriptedEars model = new ScriptedEars();
    model.dead = true;
    Path scratch = Files.createDirectories(folder.resolve("sent"));
    Path pcm = Files.write(folder.resolve("second.f32"), new byte[4 * 16_000]);
    Recogniser recogniser = new AudioModelRecogniser(model, _ -> "en", scratch);
    assertThatThrownBy(() -> recogniser.transcribe(new Span(pcm, 0, 16_000, null, null), _ -> {}))
        .isInstanceOf(EngineException.class);
    assertThat(scratch).isEmptyDirectory();
  }

  /// Answers every sound with the same words, in two pieces.
  private static final class ScriptedEars implements ChatModel, InMemoryModel {
    private final List<ChatRequest> asked = new ArrayList<>();
    private boolean dead;

    @Override
    public ChatStream chat(ChatRequest request) throws EngineException {
      if (dead) {
        throw new EngineException.Crashed("signal 9");
      }
      asked.add(request);
      return new Words(List.of("Mr. Quilter", " is the apostle"));
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.AUDIO);
    }
  }

  private static final class Words implements ChatStream {
    private final Iterator<String> words;

    Words(List<String> words) {
      this.words = words.iterator();
    }

    @Override
    public @Nullable ChatEvent next() {
      return words.hasNext() ? new ChatEvent.Delta(words.next()) : null;
    }

    @Override
    public void close() {}
  }
}
