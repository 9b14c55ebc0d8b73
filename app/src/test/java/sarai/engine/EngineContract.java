package sarai.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.chat.Role;
import sarai.config.ModelConfig;
import sarai.units.Bytes;
import tools.jackson.databind.node.StringNode;

/// What every engine that chats must do.
@Timeout(120)
public abstract class EngineContract {
  @TempDir protected Path folder;

  private ChatModel model;

  /// The engine under test.
  protected abstract Engine engine() throws Exception;

  /// A chat model that takes text only.
  protected abstract ModelConfig textModel();

  @BeforeEach
  void start() throws Exception {
    model = (ChatModel) engine().launches(textModel()).getFirst().start(LoadProgress.NONE);
  }

  @AfterEach
  void stop() {
    model.stop();
  }

  protected static ChatRequest ask(String text, int maxTokens) {
    return new ChatRequest(
        "any", List.of(Message.user(text)), maxTokens, Parameters.NONE, null, null);
  }

  protected static List<ChatEvent> all(ChatStream stream) throws Exception {
    List<ChatEvent> events = new ArrayList<>();
    try (stream) {
      for (ChatEvent next = stream.next(); next != null; next = stream.next()) {
        events.add(next);
      }
    }
    return events;
  }

  @Test
  void anAnswerIsDeltasAndThenExactlyOneDone() throws Exception {
    List<ChatEvent> events = all(model.chat(ask("Say hello.", 4)));
    assertThat(events).hasSizeGreaterThan(1);
    assertThat(events.getLast()).isInstanceOf(ChatEvent.Done.class);
    assertThat(events.subList(0, events.size() - 1))
        .allMatch(ChatEvent.Delta.class::isInstance)
        .anyMatch(event -> !((ChatEvent.Delta) event).text().isBlank());
  }

  @Test
  void theEndTellsWhatTheAnswerCost() throws Exception {
    ChatEvent.Done done = (ChatEvent.Done) all(model.chat(ask("Say hello.", 2))).getLast();
    assertThat(done.finishReason()).isIn("stop", "length");
    assertThat(done.usage().promptTokens()).isPositive();
    assertThat(done.usage().completionTokens()).isPositive();
  }

  @Test
  void nothingFollowsTheEnd() throws Exception {
    ChatStream stream = model.chat(ask("Say hello.", 1));
    while (!(stream.next() instanceof ChatEvent.Done)) {
      assertThat(stream).isNotNull();
    }
    assertThat(stream.next()).isNull();
    stream.close();
  }

  @Test
  void closingAnAnswerFreesTheModelForTheNext() throws Exception {
    ChatStream long1 = model.chat(ask("Count from one to one thousand.", 1500));
    assertThat(long1.next()).isNotNull();
    long1.close();
    long1.close();
    long begin = System.nanoTime();
    assertThat(all(model.chat(ask("Say hello.", 1)))).isNotEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void anImpossibleParameterIsABadRequest() {
    ChatRequest request =
        ask("Hello", 1)
            .withParameters(Parameters.NONE.with("temperature", StringNode.valueOf("warm")));
    assertThatThrownBy(() -> all(model.chat(request)))
        .isInstanceOf(EngineException.BadRequest.class)
        .hasMessageContaining("temperature");
  }

  @Test
  void mediaThatTheModelCannotTakeIsUnsupported() throws Exception {
    Path file = Files.writeString(folder.resolve("a.png"), "not looked at");
    MediaRef media = new MediaRef("00", file, Bytes.of(Files.size(file)), "image/png");
    ChatRequest request = ChatRequest.of(Message.of(Role.USER, new Content.Image(media)));
    assertThatThrownBy(() -> all(model.chat(request)))
        .isInstanceOf(EngineException.Unsupported.class);
    assertThat(model.capabilities()).containsExactly(Capability.TEXT);
  }

  @Test
  void aReadyModelPassesItsProbeAndHasASize() throws Exception {
    model.probe(Duration.ofSeconds(10));
    assertThat(model.memory().charged().value()).isPositive();
  }

  @Test
  void stoppingIsIdempotentAndTheProcessIsGone() throws Exception {
    assertThat(model.pid().stream().mapToObj(ProcessHandle::of))
        .allMatch(found -> found.isPresent());
    model.stop();
    model.stop();
    assertThat(model.ended().toCompletableFuture().get(2, TimeUnit.SECONDS)).isNotBlank();
    assertThat(model.pid().stream().mapToObj(ProcessHandle::of))
        .noneMatch(found -> found.map(ProcessHandle::isAlive).orElse(false));
    assertThatThrownBy(() -> all(model.chat(ask("Hello", 1))))
        .isInstanceOf(EngineException.Crashed.class);
  }
}
