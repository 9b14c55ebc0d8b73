package sarai;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
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
import sarai.cli.Application;
import sarai.config.ConfigChange;
import sarai.config.ConfigException;
import sarai.config.ConfigSource;
import sarai.config.EngineKind;
import sarai.config.Reload;
import sarai.config.SaraiConfig;
import sarai.engine.Engine;
import sarai.engine.llama.EstimatedFootprints;
import sarai.engine.llama.LearnedFootprints;
import sarai.engine.llama.LlamaEngine;
import sarai.engine.remote.RemoteEngine;
import sarai.engine.whisper.WhisperEngine;
import sarai.engine.whisper.WhisperSettings;
import sarai.feedback.FeedbackStore;
import sarai.feedback.NoFeedback;
import sarai.feedback.SqliteFeedback;
import sarai.graph.Agents;
import sarai.graph.Assistant;
import sarai.graph.AssistantGraph;
import sarai.graph.Feelings;
import sarai.http.HttpApi;
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
import sarai.pool.MachineMemory;
import sarai.pool.ModelPool;
import sarai.pool.ModelState;
import sarai.pool.PoolSettings;
import sarai.pool.StartProof;
import sarai.process.ChildLauncher;
import sarai.process.MemoryProbe;
import sarai.process.OrphanLedger;
import sarai.rag.RetrievalLimits;
import sarai.rag.Retriever;
import sarai.rag.WebSearch;
import sarai.route.IntentScorer;
import sarai.route.RoutePolicy;
import sarai.route.WeightFiles;
import sarai.store.Program;
import sarai.store.program.ProgramInstall;
import sarai.units.Bytes;

/// The composition root: builds the parts that answer, in order, and closes them in reverse.
/// Nothing else names an engine.
final class Sarai implements Application.Session {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration SPEECH_STARTUP = Duration.ofMinutes(2);
  private static final Duration SPEECH_PATIENCE = Duration.ofMinutes(3);
  private static final Duration SOUND_LIFE = Duration.ofDays(1);
  private static final Duration DECODING_LIMIT = Duration.ofMinutes(2);
  private static final Duration SEARCH_LIMIT = Duration.ofSeconds(10);
  private static final Duration PAGE_LIMIT = Duration.ofSeconds(8);
  private static final Duration FETCH_LIMIT = Duration.ofSeconds(30);
  private static final Bytes SPOOL_CAPACITY = Bytes.of(4_000_000_000L);

  private static final System.Logger LOG = System.getLogger("sarai.config");

  private final Build build;
  private final Closing closing;
  private final Map<EngineKind, Engine> engines;
  private final StartProof proof;
  private final ModelPool pool;
  private final MediaSpool spool;
  private final Path sounds;
  private final FeedbackStore feedback;
  private final VisionCache visionAnswers;
  private final IntentScorer scorer;
  private final ReentrantLock reloading = new ReentrantLock();
  private volatile Wiring wiring;

  /// What follows the configuration. Another one makes it anew around the same pool, and what an
  /// unchanged section made is kept. Immutable.
  ///
  /// @param config in force
  private record Wiring(
      SaraiConfig config,
      Feelings feelings,
      Retriever retriever,
      AssistantGraph graph,
      Serving serving) {
    Wiring with(Reload reload) {
      return new Wiring(config, feelings, retriever, graph, serving.with(reload));
    }
  }

  private Sarai(Build build, Closing closing) throws IOException {
    SaraiConfig config = build.config();
    this.build = build;
    this.closing = closing;
    OrphanLedger ledger = new OrphanLedger(build.data().resolve("children"));
    ledger.reap();
    ChildLauncher children = new ChildLauncher(build.data().resolve("logs"), ledger);
    closing.then(children::close);
    this.spool = MediaSpool.openOwn(build.data().resolve("spool"), SPOOL_CAPACITY);
    closing.then(spool::close);
    this.engines = engines(build, children);
    ModelPool.Setup setup = build.pool(config, engines);
    this.proof = ModelPool.prove(setup, config.pipelines());
    this.pool = ModelPool.open(setup);
    closing.then(pool::close);
    this.feedback = feedback(config.feedback(), build.data());
    closing.then(feedback::close);
    this.visionAnswers = new VisionCache(config.cache(), InstantSource.system());
    this.scorer = new IntentScorer(WeightFiles.of(build.data()).current());
    this.sounds = Files.createDirectories(build.data().resolve("spool").resolve("sounds"));
    AudioDecoder.clean(sounds, InstantSource.system().instant().minus(SOUND_LIFE));
    Feelings feelings = new Feelings(config.tone(), config.crisis(), InstantSource.system());
    this.wiring = wired(config, feelings, retriever(config.rag()), AssistantGraph::new);
  }

  /// @param graph makes the flow on its parts
  private Wiring wired(
      SaraiConfig config,
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
                feedback,
                this::isWarm,
                Sarai::runId,
                InstantSource.system(),
                System::nanoTime));
    Serving serving = new Serving(config.models(), flow, intake(config), policy, hearing, null);
    return new Wiring(config, feelings, retriever, flow, serving);
  }

  private static MediaIntake intake(SaraiConfig config) {
    UrlGuard guard =
        new UrlGuard(config.media().remoteUrls().allowedHosts(), UrlGuard.Resolver.system());
    GuardedFetch fetch = new GuardedFetch(guard, FETCH_LIMIT, System::nanoTime);
    return new MediaIntake(config.media(), config.server().maxBody(), fetch);
  }

  /// What a session is built from.
  record Build(Application program, SaraiConfig config, Path data) {
    /// @param config in force, which may be another by now
    ModelPool.Setup pool(SaraiConfig config, Map<EngineKind, Engine> engines) {
      MemoryProbe own = new MemoryProbe();
      long self = ProcessHandle.current().pid();
      return new ModelPool.Setup(
          config.models(),
          engines,
          budget(config),
          config.memory().margin(),
          config.memory().enforce(),
          () -> own.resident(self),
          InstantSource.system(),
          PoolSettings.STANDARD);
    }

    static Bytes budget(SaraiConfig config) {
      Bytes budget = config.memory().budget();
      return budget == null ? MachineMemory.automaticBudget() : budget;
    }

    Ffmpeg ffmpeg() {
      return new Ffmpeg(ffmpegProgram(), Ffmpeg.Limits.standard());
    }

    /// FFmpeg, looked for each time it is asked for.
    Supplier<Optional<Program>> ffmpegProgram() {
      ProgramInstall install = program.ffmpeg(data, /* offline= */ true);
      return () -> Programs.find(install, config.engines().ffmpeg().path());
    }
  }

  static Sarai open(Build build) throws IOException {
    Closing closing = new Closing();
    boolean opened = false;
    try {
      Sarai sarai = new Sarai(build, closing);
      opened = true;
      return sarai;
    } finally {
      if (!opened) {
        closing.close();
      }
    }
  }

  private static Map<EngineKind, Engine> engines(Build build, ChildLauncher children) {
    Map<EngineKind, Engine> engines = new HashMap<>();
    Programs files =
        new Programs(
            build.program().store(build.data(), /* offline= */ true),
            build.program().llamaServer(build.data(), /* offline= */ true),
            build.config().engines().llama().path());
    EstimatedFootprints footprints =
        new EstimatedFootprints(
            LearnedFootprints.open(build.data().resolve("footprints.json")), files::version);
    engines.put(
        EngineKind.LLAMA,
        new LlamaEngine(
            files, build.config().engines().llama(), children, footprints, System::nanoTime));
    Integer threads = build.config().engines().whisper().threads();
    engines.put(
        EngineKind.WHISPER,
        new WhisperEngine(
            files::installed,
            WhisperSettings.ofThisProgram(
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                SPEECH_STARTUP,
                SPEECH_PATIENCE)));
    engines.put(
        EngineKind.REMOTE,
        new RemoteEngine(InstantSource.system(), System::nanoTime, new SplittableRandom()));
    return engines;
  }

  /// Run records and ratings of a data folder.
  static FeedbackStore feedback(SaraiConfig.Feedback config, Path data) {
    return config.enabled()
        ? new SqliteFeedback(data.resolve("feedback.db"), config.storeBodies())
        : new NoFeedback();
  }

  /// Tells what would be sent of a file.
  static MediaInspector inspector(Build build) {
    SaraiConfig config = build.config();
    return new MediaInspector(intake(config), new VisionPreparer(config.media(), build.ffmpeg()));
  }

  private Hearing hearing(SaraiConfig config, RoutePolicy policy) {
    return new SpeechHearing(
        pool,
        config.models().values(),
        decoder(config),
        text -> policy.classify(text).language().code(),
        PATIENCE,
        sounds);
  }

  private Supplier<AudioDecoder> decoder(SaraiConfig config) {
    Supplier<Optional<Program>> ffmpeg = build.ffmpegProgram();
    AudioLimits limits =
        new AudioLimits(
            config.server().maxBody(), config.media().maxAudioDuration(), DECODING_LIMIT);
    return () -> new AudioDecoder(ffmpeg.get().map(Program::command), limits, sounds);
  }

  /// Pages of results may be of any public host; the guard refuses every other address.
  private Retriever retriever(SaraiConfig.Rag config) {
    WebSearch search = new WebSearch(config, SEARCH_LIMIT, InstantSource.system());
    closing.then(search::close);
    UrlGuard anyPublic = new UrlGuard(List.of("*"), UrlGuard.Resolver.system());
    GuardedPages pages =
        new GuardedPages(new GuardedFetch(anyPublic, PAGE_LIMIT, System::nanoTime));
    return new Retriever(search, pages, config, RetrievalLimits.STANDARD, InstantSource.system());
  }

  private static RagAgent rag(Answerer answerer, Retriever retriever) {
    return new RagAgent(
        answerer,
        retriever,
        new RagAgent.Times(InstantSource.system(), ZoneId.systemDefault(), System::nanoTime),
        Sarai::fenceKey);
  }

  /// 64 random bits that no page can guess.
  private static String fenceKey() {
    return HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  }

  private Agents agents(SaraiConfig config, Retriever retriever) {
    Answerer answerer =
        new Answerer(
            pool,
            config.models(),
            PATIENCE,
            new ConversationBudget(config.conversation().contextShare()),
            System::nanoTime);
    TextAgent text = new TextAgent(answerer);
    OmniAgent omni = new OmniAgent(answerer, new SoundPreparer(decoder(config), sounds), spool);
    VisionAgent vision =
        new VisionAgent(
            answerer, new VisionPreparer(config.media(), build.ffmpeg()), spool, visionAnswers);
    return new Agents(vision, omni, rag(answerer, retriever), text, text, text);
  }

  private boolean isWarm(String id) {
    try {
      return pool.snapshot().models().stream()
          .anyMatch(model -> model.id().equals(id) && model.state() == ModelState.READY);
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
                Sarai::runId,
                InstantSource.system(),
                System::nanoTime))
        .mermaid();
  }

  /// 64 random bits: names a run among the thousand that are kept.
  private static String runId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  @Override
  public Assistant assistant() {
    return wiring.serving().assistant();
  }

  @Override
  public ModelPool pool() {
    return pool;
  }

  @Override
  public void preload() {
    pool.preload();
    wiring.feelings().prepare();
  }

  @Override
  public Reload reload(ConfigSource source) {
    reloading.lock();
    try {
      Reload outcome = tried(source, InstantSource.system().instant());
      wiring = wiring.with(outcome);
      log(outcome);
      return outcome;
    } finally {
      reloading.unlock();
    }
  }

  private Reload tried(ConfigSource source, Instant now) {
    try {
      ConfigChange change = ConfigChange.of(wiring.config(), source.read());
      SaraiConfig config = change.config();
      StartProof fits = ModelPool.prove(build.pool(config, engines), config.pipelines());
      if (!fits.holds()) {
        return new Reload.Refused(now, "it could exceed its memory budget:\n" + fits.table());
      }
      apply(config);
      return new Reload.Applied(now, change);
    } catch (ConfigException e) {
      return new Reload.Refused(now, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Reload.Refused(now, "it cannot be read: " + e);
    }
  }

  private void apply(SaraiConfig config) {
    Wiring before = wiring;
    Feelings feelings =
        config.tone().equals(before.config().tone())
                && config.crisis().equals(before.config().crisis())
            ? before.feelings()
            : new Feelings(config.tone(), config.crisis(), InstantSource.system());
    Retriever retriever =
        config.rag().equals(before.config().rag()) ? before.retriever() : retriever(config.rag());
    pool.reconfigure(config.models(), Build.budget(config), config.memory().margin());
    wiring = wired(config, feelings, retriever, before.graph()::on);
  }

  private static void log(Reload outcome) {
    switch (outcome) {
      case Reload.Applied(_, ConfigChange change) ->
          LOG.log(
              Level.INFO,
              "the configuration was read anew: {0}; after a restart only: {1}",
              change.diff(),
              change.needRestart());
      case Reload.Refused(_, String why) ->
          LOG.log(
              Level.WARNING, "the configuration was read anew and nothing of it applied: {0}", why);
    }
  }

  @Override
  public StartProof proof() {
    return proof;
  }

  @Override
  public Hearing hearing() {
    return wiring.serving().hearing();
  }

  @Override
  public MediaIntake intake() {
    return wiring.serving().intake();
  }

  @Override
  public MediaSpool spool() {
    return spool;
  }

  @Override
  public Application.Server serve() throws IOException {
    HttpApi api =
        HttpApi.start(
            new HttpApi.Parts(
                build.config().server(),
                build.program().version(),
                () -> wiring.serving(),
                pool,
                spool,
                feedback,
                visionAnswers,
                InstantSource.system()));
    closing.then(api::close);
    return new Application.Server() {
      @Override
      public URI address() {
        return api.address();
      }

      @Override
      public void drain(String reason) {
        api.drain(reason);
      }
    };
  }

  @Override
  public void close() {
    closing.close();
  }
}
