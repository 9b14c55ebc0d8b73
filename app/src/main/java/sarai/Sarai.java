package sarai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import sarai.agent.Hearing;
import sarai.cache.VisionCache;
import sarai.cli.Application;
import sarai.config.ConfigChange;
import sarai.config.ConfigException;
import sarai.config.ConfigSource;
import sarai.config.EngineKind;
import sarai.config.Reload;
import sarai.config.SaraiConfig;
import sarai.engine.Engine;
import sarai.feedback.FeedbackStore;
import sarai.graph.Assistant;
import sarai.graph.Feelings;
import sarai.http.HttpApi;
import sarai.media.AudioDecoder;
import sarai.media.MediaIntake;
import sarai.media.MediaSpool;
import sarai.pool.ModelPool;
import sarai.pool.StartProof;
import sarai.route.IntentScorer;
import sarai.route.WeightFiles;
import sarai.units.Bytes;

/// The composition root: builds the parts that answer, in order, and closes them in reverse.
/// Nothing else names an engine.
final class Sarai implements Application.Session {
  private static final Duration SOUND_LIFE = Duration.ofDays(1);
  private static final Bytes SPOOL_CAPACITY = Bytes.of(4_000_000_000L);

  private static final System.Logger LOG = System.getLogger("sarai.config");

  private final Build build;
  private final Closing closing;
  private final Map<EngineKind, Engine> engines;
  private final StartProof proof;
  private final ModelPool pool;
  private final MediaSpool spool;
  private final FeedbackStore feedback;
  private final VisionCache visionAnswers;
  private final ReentrantLock reloading = new ReentrantLock();
  private final Wirer wirer;
  private volatile Wirer.Wiring wiring;

  private Sarai(Build build, Closing closing) throws IOException {
    SaraiConfig config = build.config();
    this.build = build;
    CompletableFuture<IntentScorer> scorer =
        CompletableFuture.supplyAsync(
            () -> new IntentScorer(WeightFiles.of(build.data()).currentOrShipped()));
    this.closing = closing;
    closing.then(build.children()::close);
    build.children().reap();
    this.spool = MediaSpool.openOwn(build.data().resolve("spool"), SPOOL_CAPACITY);
    closing.then(spool::close);
    this.engines = build.engines();
    ModelPool.Setup setup = build.pool(config, engines);
    this.proof = ModelPool.prove(setup, config.pipelines());
    this.pool = ModelPool.open(setup);
    closing.then(pool::close);
    this.feedback = Build.feedback(config.feedback(), build.data());
    closing.then(feedback::close);
    this.visionAnswers = new VisionCache(config.cache(), InstantSource.system());
    Path sounds = Files.createDirectories(build.data().resolve("spool").resolve("sounds"));
    AudioDecoder.clean(sounds, InstantSource.system().instant().minus(SOUND_LIFE));
    this.wirer =
        new Wirer(new Wirer.Kept(build, closing, pool, spool, sounds, feedback, visionAnswers));
    this.wiring = wirer.first(config, scorer.join());
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
    Thread.ofVirtual().name("settle").start(() -> settle(wiring.feelings()));
  }

  /// Ends a start behind the first requests: reads what only answers need, and gives back what the
  /// start alone needed, two thirds of the heap, which no collection would look at for hours.
  private static void settle(Feelings feelings) {
    feelings.prepare();
    System.gc();
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

  @Override
  public void reloadWeights() {
    reloading.lock();
    try {
      IntentScorer scorer = new IntentScorer(WeightFiles.of(build.data()).current());
      wiring = wirer.next(wiring, scorer);
      LOG.log(Level.INFO, "the learned weights of the router were read anew");
    } catch (IllegalArgumentException | UncheckedIOException e) {
      LOG.log(
          Level.WARNING,
          "the learned weights cannot be used, the ones before stay: {0}",
          e.getMessage());
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
    pool.reconfigure(config.models(), Build.budget(config), config.memory().margin());
    wiring = wirer.next(wiring, config);
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
