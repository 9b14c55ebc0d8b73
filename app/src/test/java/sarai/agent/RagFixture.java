package sarai.agent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Message;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.SaraiConfig;
import sarai.engine.Engine;
import sarai.media.LoopbackFetch;
import sarai.pool.ModelPool;
import sarai.pool.PoolSettings;
import sarai.rag.LoopbackWeb;
import sarai.rag.RetrievalLimits;
import sarai.rag.Retriever;
import sarai.rag.SearchClient;
import sarai.rag.WebSearch;
import sarai.testing.Models;
import sarai.units.Bytes;

/// The agent over the real pool, the real search client and the real guarded fetch; the web is on
/// this machine, and the engine is the test's.
final class RagFixture implements AutoCloseable {
  static final String MODEL = "tiny";
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));

  private final ModelPool pool;
  private final SearchClient client = new SearchClient(Duration.ofSeconds(20));
  private final RagAgent agent;
  private final List<ChatEvent> events = new ArrayList<>();

  RagFixture(Engine engine, LoopbackWeb web) {
    this(engine, web, web.config());
  }

  RagFixture(Engine engine, LoopbackWeb web, SaraiConfig.Rag config) {
    Map<String, ModelConfig> models = Map.of(MODEL, Models.model(MODEL, ModelRole.TINY));
    pool =
        ModelPool.open(
            new ModelPool.Setup(
                models,
                Map.of(EngineKind.LLAMA, engine),
                Bytes.ofMegabytes(4000),
                Bytes.ZERO,
                false,
                () -> Bytes.ZERO,
                InstantSource.system(),
                PoolSettings.STANDARD));
    Retriever retriever =
        new Retriever(
            new WebSearch(client, config, Duration.ofSeconds(20), NOON),
            new GuardedPages(LoopbackFetch.of(List.of(web.host()), Duration.ofSeconds(20))),
            config,
            new RetrievalLimits(Duration.ofSeconds(6), 200_000),
            NOON);
    AtomicInteger keys = new AtomicInteger();
    agent =
        new RagAgent(
            new Answerer(
                pool, models, Duration.ofMinutes(2), new ConversationBudget(1), System::nanoTime),
            retriever,
            new RagAgent.Times(NOON, ZoneOffset.UTC, System::nanoTime),
            () -> "key" + keys.incrementAndGet());
  }

  Answer ask(String question) throws Exception {
    return ask(ChatRequest.of(Message.user(question)));
  }

  Answer ask(ChatRequest request) throws Exception {
    events.clear();
    return agent.answer(MODEL, request, events::add);
  }

  /// What the reader was told by the last answer.
  List<ChatEvent> events() {
    return List.copyOf(events);
  }

  <E extends ChatEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  String told() {
    return String.join(
        "", events(ChatEvent.Delta.class).stream().map(ChatEvent.Delta::text).toList());
  }

  List<ChatEvent.Citation> citations() {
    return events(ChatEvent.Citations.class).stream()
        .flatMap(event -> event.citations().stream())
        .toList();
  }

  @Override
  public void close() {
    client.close();
    pool.close();
  }
}
