package sarai;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import sarai.agent.Agent;
import sarai.agent.Answerer;
import sarai.agent.ConversationBudget;
import sarai.agent.GuardedPages;
import sarai.agent.Hearing;
import sarai.agent.OmniAgent;
import sarai.agent.RagAgent;
import sarai.agent.SpeechHearing;
import sarai.agent.TextAgent;
import sarai.agent.VisionAgent;
import sarai.cache.VisionCache;
import sarai.config.Reload;
import sarai.config.SaraiConfig;
import sarai.feedback.FeedbackStore;
import sarai.feedback.NoFeedback;
import sarai.graph.Agents;
import sarai.graph.AssistantGraph;
import sarai.graph.Feelings;
import sarai.http.Serving;
import sarai.media.AudioDecoder;
import sarai.media.AudioLimits;
import sarai.media.Ffmpeg;
import sarai.media.GuardedFetch;
import sarai.media.MediaInspector;
import sarai.media.MediaIntake;
import sarai.media.MediaSpool;
import sarai.media.SoundPreparer;
import sarai.media.UrlGuard;
import sarai.media.VisionPreparer;
import sarai.pool.ModelPool;
import sarai.rag.RetrievalLimits;
import sarai.rag.Retriever;
import sarai.rag.SearchClient;
import sarai.rag.WebSearch;
import sarai.route.IntentScorer;
import sarai.route.RoutePolicy;
import sarai.units.Bytes;

/// Makes what follows the configuration, again whenever the configuration changes, around what a
/// session keeps. Thread-safe as long as one thread at a time asks.
final class Wirer {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration DECODING_LIMIT = Duration.ofMinutes(2);

  /// Two hours of 48 kHz, stereo, 32 bits take 2.8 GB. What a request brings is bounded by
  /// `server.max_body` before it comes here.
  private static final Bytes LARGEST_SOUND = Bytes.of(4_000_000_000L);

  private static final Duration SEARCH_LIMIT = Duration.ofSeconds(10);
  private static final Duration PAGE_LIMIT = Duration.ofSeconds(8);
  private static final Duration FETCH_LIMIT = Duration.ofSeconds(30);

  private final Kept kept;
  private final Ffmpeg ffmpeg;
  private final SearchClient searches = new SearchClient(SEARCH_LIMIT);

  Wirer(Kept kept) {
    this.kept = kept;
    this.ffmpeg = kept.build().ffmpeg();
    kept.closing().then(searches::close);
  }

  /// What a session keeps through every configuration.
  ///
  /// @param sounds a folder for decoded sounds
  record Kept(
      Build build,
      Closing closing,
      ModelPool pool,
      MediaSpool spool,
      Path sounds,
      FeedbackStore feedback,
      VisionCache visionAnswers) {}

  /// What follows the configuration. Another one makes it anew around the same pool, and what an
  /// unchanged section made is kept. Immutable.
  ///
  /// @param config in force
  record Wiring(
      SaraiConfig config,
      IntentScorer scorer,
      Feelings feelings,
      Retriever retriever,
      AssistantGraph graph,
      Serving serving) {
    Wiring with(Reload reload) {
      return new Wiring(config, scorer, feelings, retriever, graph, serving.with(reload));
    }
  }

  Wiring first(SaraiConfig config, IntentScorer scorer) {
    Feelings feelings = new Feelings(config.tone(), config.crisis(), InstantSource.system());
    return wired(config, scorer, feelings, retriever(config.rag()), AssistantGraph::new);
  }

  /// The same configuration, routed by other weights.
  Wiring next(Wiring before, IntentScorer scorer) {
    Reload told = before.serving().reload();
    Wiring next =
        wired(before.config(), scorer, before.feelings(), before.retriever(), before.graph()::on);
    return told == null ? next : next.with(told);
  }

  Wiring next(Wiring before, SaraiConfig config) {
    boolean sameTone =
        config.tone().equals(before.config().tone())
            && config.crisis().equals(before.config().crisis());
    Feelings feelings =
        sameTone ? before.feelings() : before.feelings().on(config.tone(), config.crisis());
    Retriever retriever =
        config.rag().equals(before.config().rag()) ? before.retriever() : retriever(config.rag());
    return wired(config, before.scorer(), feelings, retriever, before.graph()::on);
  }

  /// @param graph makes the flow on its parts
  private Wiring wired(
      SaraiConfig config,
      IntentScorer scorer,
      Feelings feelings,
      Retriever retriever,
      Function<AssistantGraph.Parts, AssistantGraph> graph) {
    RoutePolicy policy = new RoutePolicy(config, scorer);
    Hearing hearing = hearing(config, policy);
    AssistantGraph flow =
        graph.apply(
            new AssistantGraph.Parts(
                config,
                agents(config, retriever),
                policy,
                hearing,
                feelings,
                kept.feedback(),
                this::isWarm,
                Wirer::runId,
                InstantSource.system(),
                System::nanoTime));
    Serving serving = new Serving(config.models(), flow, intake(config), policy, hearing, null);
    return new Wiring(config, scorer, feelings, retriever, flow, serving);
  }

  private static MediaIntake intake(SaraiConfig config) {
    UrlGuard guard =
        new UrlGuard(config.media().remoteUrls().allowedHosts(), UrlGuard.Resolver.system());
    GuardedFetch fetch = new GuardedFetch(guard, FETCH_LIMIT, System::nanoTime);
    return new MediaIntake(config.media(), config.server().maxBody(), fetch);
  }

  /// Tells what would be sent of a file.
  static MediaInspector inspector(Build build) {
    SaraiConfig config = build.config();
    return new MediaInspector(intake(config), new VisionPreparer(config.media(), build.ffmpeg()));
  }

  private Hearing hearing(SaraiConfig config, RoutePolicy policy) {
    return new SpeechHearing(
        kept.pool(),
        SpeechHearing.listeners(config),
        decoder(config),
        text -> policy.classify(text).language().code(),
        PATIENCE,
        kept.sounds());
  }

  private AudioDecoder decoder(SaraiConfig config) {
    AudioLimits limits =
        new AudioLimits(LARGEST_SOUND, config.media().maxAudioDuration(), DECODING_LIMIT);
    return new AudioDecoder(ffmpeg, limits, kept.sounds());
  }

  /// Pages of results may be of any public host; the guard refuses every other address.
  private Retriever retriever(SaraiConfig.Rag config) {
    WebSearch search = new WebSearch(searches, config, SEARCH_LIMIT, InstantSource.system());
    UrlGuard guard = UrlGuard.ofPages(UrlGuard.Resolver.system());
    GuardedPages pages = new GuardedPages(new GuardedFetch(guard, PAGE_LIMIT, System::nanoTime));
    return new Retriever(search, pages, config, RetrievalLimits.STANDARD, InstantSource.system());
  }

  private static RagAgent rag(Answerer answerer, Retriever retriever) {
    return new RagAgent(
        answerer,
        retriever,
        new RagAgent.Times(InstantSource.system(), ZoneId.systemDefault(), System::nanoTime),
        Wirer::fenceKey);
  }

  /// 64 random bits that no page can guess.
  private static String fenceKey() {
    return HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  }

  private Agents agents(SaraiConfig config, Retriever retriever) {
    Answerer answerer =
        new Answerer(
            kept.pool(),
            config.models(),
            PATIENCE,
            new ConversationBudget(config.conversation().contextShare()),
            System::nanoTime);
    TextAgent text = new TextAgent(answerer);
    OmniAgent omni =
        new OmniAgent(answerer, new SoundPreparer(decoder(config), kept.sounds()), kept.spool());
    VisionAgent vision =
        new VisionAgent(
            answerer,
            new VisionPreparer(config.media(), ffmpeg),
            kept.spool(),
            kept.visionAnswers());
    return new Agents(vision, omni, rag(answerer, retriever), text, text, text);
  }

  private boolean isWarm(String id) {
    try {
      return kept.pool().snapshot().isReady(id);
    } catch (InterruptedException _) {
      // The request that asks ends at its next wait.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// The flow, drawn in Mermaid's notation.
  static String drawing(SaraiConfig config) {
    Agent nobody =
        (_, _, _) -> {
          throw new IllegalStateException("a drawing answers nothing");
        };
    Hearing deaf =
        (_, _, _, _) -> {
          throw new IllegalStateException("a drawing hears nothing");
        };
    return new AssistantGraph(
            new AssistantGraph.Parts(
                config,
                new Agents(nobody, nobody, nobody, nobody, nobody, nobody),
                new RoutePolicy(config, IntentScorer.load()),
                deaf,
                new Feelings(config.tone(), config.crisis(), InstantSource.system()),
                new NoFeedback(),
                _ -> true,
                Wirer::runId,
                InstantSource.system(),
                System::nanoTime))
        .mermaid();
  }

  /// 64 random bits: names a run among the thousand that are kept.
  private static String runId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
