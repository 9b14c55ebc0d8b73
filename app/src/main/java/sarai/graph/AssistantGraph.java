package sarai.graph;

import java.io.IOException;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sarai.agent.Agent;
import sarai.agent.AnswerException;
import sarai.agent.AnswerException.Kind;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.config.SaraiConfig;
import sarai.graph.Graph.Node;

/// The mission's flow, with its node names. Thread-safe.
public final class AssistantGraph implements Assistant {
  private final Graph<Turn, AnswerException> graph;
  private final Router router;
  private final Supplier<String> runIds;

  /// @param runIds names the runs, never twice the same
  public AssistantGraph(
      SaraiConfig config, Agents agents, Supplier<String> runIds, LongSupplier nanoClock) {
    this.router = new Router(new Roster(config));
    this.runIds = runIds;
    this.graph = build(agents, nanoClock);
  }

  private Graph<Turn, AnswerException> build(Agents agents, LongSupplier nanoClock) {
    Graph.Builder<Turn, AnswerException> flow = Graph.builder(AnswerException.class);
    var detectInputType = flow.node("detect_input_type", this::detectInputType);
    var processVoice = flow.passThrough("process_voice");
    var classify = flow.passThrough("classify");
    var mcp = flow.passThrough("mcp");
    var route = flow.node("route", this::route);
    var enhanceEmotion = flow.passThrough("enhance_emotion");
    var feedback = flow.passThrough("feedback");
    var generateVision = generate(flow, "generate_vision", agents.vision(), enhanceEmotion);
    var generateAudio = generate(flow, "generate_audio", agents.audio(), enhanceEmotion);
    var generateRag = generate(flow, "generate_rag", agents.rag(), enhanceEmotion);
    var generateExpert = generate(flow, "generate_expert", agents.expert(), enhanceEmotion);
    var generateEmpathy = generate(flow, "generate_empathy", agents.empathy(), enhanceEmotion);
    var generateTiny = generate(flow, "generate_tiny", agents.tiny(), enhanceEmotion);
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
        Decision.Edge.class,
        turn -> turn.decided().edge(),
        Map.of(
            Decision.Edge.VISION, generateVision,
            Decision.Edge.AUDIO, generateAudio,
            Decision.Edge.RAG, generateRag,
            Decision.Edge.EXPERT, generateExpert,
            Decision.Edge.EMPATHY, generateEmpathy,
            Decision.Edge.TINY, generateTiny));
    flow.edge(enhanceEmotion, feedback).end(feedback);
    return flow.build(detectInputType, nanoClock);
  }

  private Node<Turn, AnswerException> generate(
      Graph.Builder<Turn, AnswerException> flow,
      String name,
      Agent agent,
      Node<Turn, AnswerException> next) {
    var node = flow.node(name, turn -> answer(agent, turn));
    flow.edge(node, next);
    return node;
  }

  @Override
  public void answer(ChatRequest request, ChatSink sink)
      throws AnswerException, InterruptedException {
    Run run = new Run(runIds.get(), sink);
    graph.run(new Turn(request, Inputs.TEXT, null, null, run), run);
  }

  private Turn detectInputType(Turn turn) throws AnswerException {
    Inputs inputs = Inputs.of(turn.request());
    Turn seen = turn.withInputs(inputs);
    return inputs.kind() == Inputs.Kind.VISION ? route(seen) : seen;
  }

  private Turn route(Turn turn) throws AnswerException {
    Decision decision = router.decide(turn.request(), turn.inputs());
    try {
      turn.run()
          .sink()
          .accept(
              new ChatEvent.Routed(
                  turn.run().id(), decision.route().id(), decision.model(), decision.reason()));
    } catch (IOException e) {
      throw new AnswerException(Kind.CLIENT_GONE, "the client left", e);
    }
    return turn.withDecision(decision);
  }

  private static Turn answer(Agent agent, Turn turn) throws AnswerException, InterruptedException {
    return turn.withAnswer(agent.answer(turn.decided().model(), turn.request(), turn.run().sink()));
  }

  /// The flow in Mermaid's notation.
  public String mermaid() {
    return graph.mermaid();
  }
}
