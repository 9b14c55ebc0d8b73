package sarai.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.agent.Agent;
import sarai.agent.Answer;
import sarai.agent.AnswerException;
import sarai.agent.Heard;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.chat.Role;
import sarai.chat.Usage;
import sarai.config.ConfigException;
import sarai.config.ConfigReader;
import sarai.config.SaraiConfig;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Transcription;
import sarai.feedback.MemoryFeedback;
import sarai.feedback.RunRecord;
import sarai.feedback.Scope;
import sarai.media.VoiceActivity;
import sarai.route.IntentScorer;
import sarai.route.RoutePolicy;
import sarai.units.Bytes;

/// The assistant's graph with agents that only note what they are asked, and ears that hear what
/// the test says.
final class Rig {
  private static final IntentScorer SCORER = IntentScorer.load();

  private static final String MODELS =
      """
      models:
        omni: { role: audio, gguf_file: a.gguf, understands_speech: true }
        eyes: { role: vision, gguf_file: b.gguf }
        sage: { role: expert, gguf_file: c.gguf }
        small: { role: tiny, gguf_file: d.gguf }
        whisper: { role: speech, gguf_file: ggml-a.bin }
      routing:
        multimodal_variant_selection:
          audio: { model: omni }
          vision: { model: eyes }
          empathy: { model: omni }
      """;

  /// Who asks in every conversation.
  static final String USER = "ana";

  /// What an agent was asked.
  record Asked(String agent, String model, ChatRequest request) {}

  final List<Asked> asked = new ArrayList<>();
  final List<ChatEvent> told = new ArrayList<>();
  final MemoryFeedback feedback = new MemoryFeedback(true);
  Heard heard = new Heard(null, List.of(), null, List.of());
  @Nullable AnswerException deaf;
  int shortened;

  /// A model that is not installed.
  @Nullable String missing;

  /// What every agent does from now on before it answers.
  Trouble trouble = () -> {};

  /// An end that no [AnswerException] tells of.
  @FunctionalInterface
  interface Trouble {
    void strike() throws InterruptedException;
  }

  private final Feelings feelings;
  private AssistantGraph graph;
  private int runs;

  Rig() throws Exception {
    this("");
  }

  /// @param more further sections of the configuration
  Rig(String more) throws Exception {
    this(config(MODELS + more));
  }

  private Rig(SaraiConfig config) throws Exception {
    feelings = new Feelings(config.tone(), config.crisis(), InstantSource.system());
    graph = new AssistantGraph(parts(config));
  }

  static Rig withoutAudioModel() throws Exception {
    return new Rig(
        config(
            """
            models:
              sage: { role: expert, gguf_file: c.gguf }
              small: { role: tiny, gguf_file: d.gguf }
              whisper: { role: speech, gguf_file: ggml-a.bin }
            """));
  }

  private static SaraiConfig config(String text) throws ConfigException {
    return ConfigReader.read("test.yaml", text, Path.of("."), Map.of());
  }

  /// Goes on with the expert under another name.
  void reloadWithTheExpertCalled(String name) throws ConfigException {
    graph = graph.on(parts(config(MODELS.replace("sage:", name + ":"))));
  }

  private AssistantGraph.Parts parts(SaraiConfig config) {
    return new AssistantGraph.Parts(
        config,
        new Agents(
            agent("vision"),
            agent("audio"),
            agent("rag"),
            agent("expert"),
            agent("empathy"),
            agent("tiny")),
        new RoutePolicy(config, SCORER),
        (sounds, wish, waiting, partial) -> {
          if (deaf != null) {
            throw deaf;
          }
          return heard;
        },
        feelings,
        feedback,
        _ -> false,
        () -> "run" + ++runs,
        InstantSource.system(),
        System::nanoTime);
  }

  private Agent agent(String name) {
    return (model, request, sink) -> {
      asked.add(new Asked(name, model, request));
      if (shortened > 0) {
        shorten(model, sink);
      }
      trouble.strike();
      if (model.equals(missing)) {
        throw new AnswerException(AnswerException.Kind.NOT_INSTALLED, model + " is not installed");
      }
      return new Answer(model, "an answer", "stop", new Usage(3, 2, 0), 1, List.of());
    };
  }

  private void shorten(String model, ChatSink sink) {
    try {
      sink.accept(new ChatEvent.Progress.Shortened(model, shortened));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Asked ask(Content... parts) throws Exception {
    return ask(ChatRequest.of(Message.of(Role.USER, parts)));
  }

  /// A turn of a conversation.
  Asked askIn(String session, Message... messages) throws Exception {
    return ask(
        new ChatRequest(
            ChatRequest.ROUTED, List.of(messages), null, Parameters.NONE, session, USER));
  }

  void forget(Scope scope) {
    graph.forget(scope);
  }

  Asked ask(ChatRequest request) throws Exception {
    asked.clear();
    told.clear();
    graph.answer(request, told::add);
    return asked.isEmpty() ? new Asked("nobody", "", request) : asked.getLast();
  }

  /// What was noted of the last run.
  RunRecord lastRecord() throws Exception {
    return feedback.run("run" + runs).orElseThrow();
  }

  /// @param words of each sound
  void says(String... words) {
    heard = new Heard("whisper", Stream.of(words).map(Rig::said).toList(), null, List.of());
  }

  private static Transcription said(String words) {
    return new Transcription("es", 2, List.of(new Segment(0, 2, words)), null);
  }

  void holdsNoWords(VoiceActivity.Reason reason) {
    heard =
        new Heard(null, List.of(new Transcription(null, 2, List.of(), reason)), null, List.of());
  }

  static Content text(String words) {
    return new Content.Text(words);
  }

  static Content image() {
    return new Content.Image(media("image/png"));
  }

  static Content video() {
    return new Content.Video(media("video/mp4"), null, null, null);
  }

  static Content audio() {
    return new Content.Audio(media("audio/wav"));
  }

  private static MediaRef media(String type) {
    return new MediaRef("ab".repeat(32), Path.of("nowhere"), Bytes.of(10), type);
  }
}
