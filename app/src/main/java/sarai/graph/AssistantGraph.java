package sarai.graph;

import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.agent.Agent;
import sarai.agent.AnswerException;
import sarai.agent.Hearing;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.SaraiConfig;
import sarai.feedback.FeedbackStore;
import sarai.feedback.Scope;
import sarai.graph.Graph.Node;
import sarai.route.RoutePolicy;

/// The mission's flow, with its node names. Thread-safe.
public final class AssistantGraph implements Assistant {
  /// What the flow stands on.
  ///
  /// @param warm tells whether a model could answer at once
  /// @param runIds names the runs, never twice the same
  public record Parts(
      SaraiConfig config,
      Agents agents,
      RoutePolicy policy,
      Hearing hearing,
      Feelings feelings,
      FeedbackStore feedback,
      Predicate<String> warm,
      Supplier<String> runIds,
      InstantSource wall,
      LongSupplier nanoClock) {}

  private final Graph<Turn, AnswerException> graph;
  private final Supplier<String> runIds;
  private final InstantSource wall;
  private final LongSupplier nanoClock;
  private final Conversations conversations;
  private final Feelings feelings;
  private final History history;

  public AssistantGraph(Parts parts) {
    this(parts, new Conversations());
  }

  private AssistantGraph(Parts parts, Conversations conversations) {
    this.runIds = parts.runIds();
    this.wall = parts.wall();
    this.nanoClock = parts.nanoClock();
    this.conversations = conversations;
    this.feelings = parts.feelings();
    this.history = new History(parts.feedback(), conversations, parts.policy(), wall);
    Deciding deciding = new Deciding(parts, conversations);
    Answering answering =
        new Answering(
            parts.feelings(), SystemContext.bundled(), textModel(parts.config().models().values()));
    Listening listening = new Listening(parts.config(), parts.hearing());
    this.graph = new Flow(deciding, answering, listening, history).build(parts.agents(), nanoClock);
  }

  /// The one that answers in words where the audio model cannot be had.
  private static @Nullable String textModel(Collection<ModelConfig> models) {
    return Stream.of(ModelRole.TINY, ModelRole.EXPERT)
        .flatMap(role -> models.stream().filter(model -> model.role() == role))
        .map(ModelConfig::id)
        .findFirst()
        .orElse(null);
  }

  /// The same flow on other parts, which goes on with the conversations of this one.
  public AssistantGraph on(Parts parts) {
    return new AssistantGraph(parts, conversations);
  }

  @Override
  public void answer(ChatRequest request, ChatSink sink)
      throws AnswerException, InterruptedException {
    Run run = new Run(runIds.get(), sink, wall.instant(), nanoClock);
    String failure = "ended by a defect; the log has it";
    try {
      graph.run(run.reached(Turn.of(request, run)), run);
      failure = null;
    } catch (AnswerException e) {
      failure = e.getMessage();
      throw e;
    } catch (InterruptedException e) {
      failure = "given up: the client left or the server is stopping";
      throw e;
    } finally {
      history.ended(run, failure);
    }
  }

  @Override
  public void forget(Scope scope) {
    conversations.forget(scope);
    feelings.forget(scope);
  }

  /// The flow in Mermaid's notation.
  public String mermaid() {
    return graph.mermaid();
  }

  /// Which step leads to which.
  private record Flow(
      Deciding deciding, Answering answering, Listening listening, History history) {
    Graph<Turn, AnswerException> build(Agents agents, LongSupplier nanoClock) {
      Graph.Builder<Turn, AnswerException> flow = Graph.builder(AnswerException.class);
      var detectInputType = flow.node("detect_input_type", noted(deciding::directly));
      var processVoice =
          flow.node("process_voice", noted(listening::listen), listening::hearAsSound);
      var classify = flow.node("classify", noted(deciding::classify));
      var mcp = flow.node("mcp", noted(deciding::weigh));
      var route = flow.node("route", noted(deciding::route));
      var enhanceEmotion = flow.node("enhance_emotion", noted(answering::remember));
      var feedback = flow.node("feedback", noted(history::remember));
      var generateVision = generate(flow, "generate_vision", agents.vision(), enhanceEmotion);
      flow.choice(
          detectInputType,
          Inputs.Kind.class,
          turn -> turn.inputs().kind(),
          Map.of(
              Inputs.Kind.VISION, generateVision,
              Inputs.Kind.AUDIO, processVoice,
              Inputs.Kind.TEXT, classify));
      flow.edge(processVoice, classify).edge(classify, mcp).edge(mcp, route);
      flow.choice(
          route,
          Way.class,
          turn -> Way.of(turn.decided().route()),
          Map.of(
              Way.VISION, generateVision,
              Way.AUDIO,
                  audio(flow, "generate_audio", agents.audio(), agents.tiny(), enhanceEmotion),
              Way.RAG, generate(flow, "generate_rag", agents.rag(), enhanceEmotion),
              Way.EXPERT, generate(flow, "generate_expert", agents.expert(), enhanceEmotion),
              Way.EMPATHY,
                  audio(flow, "generate_empathy", agents.empathy(), agents.tiny(), enhanceEmotion),
              Way.TINY, generate(flow, "generate_tiny", agents.tiny(), enhanceEmotion)));
      flow.edge(enhanceEmotion, feedback).end(feedback);
      return flow.build(detectInputType, nanoClock);
    }

    private Node<Turn, AnswerException> generate(
        Graph.Builder<Turn, AnswerException> flow,
        String name,
        Agent agent,
        Node<Turn, AnswerException> next) {
      var node = flow.node(name, noted(turn -> answering.answer(agent, turn)));
      flow.edge(node, next);
      return node;
    }

    /// As above; where the audio model cannot be had, a text model answers in words.
    private Node<Turn, AnswerException> audio(
        Graph.Builder<Turn, AnswerException> flow,
        String name,
        Agent agent,
        Agent text,
        Node<Turn, AnswerException> next) {
      var node =
          flow.node(
              name,
              noted(turn -> answering.answer(agent, turn)),
              (turn, error) -> turn.run().reached(answering.answerInWords(text, turn, error)));
      flow.edge(node, next);
      return node;
    }

    /// Notes the state that a step leads to, for the record of a run that fails later.
    private static Graph.Step<Turn, AnswerException> noted(Graph.Step<Turn, AnswerException> step) {
      return turn -> turn.run().reached(step.apply(turn));
    }
  }
}
