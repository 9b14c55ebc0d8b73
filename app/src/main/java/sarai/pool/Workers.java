package sarai.pool;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import sarai.config.ModelConfig;
import sarai.engine.Engine;
import sarai.engine.EngineException;
import sarai.engine.Launch;
import sarai.engine.RunningModel;

/// Does what the scheduler orders: each order on a virtual thread of its own, each result posted
/// back as an event. Called by the owner's thread.
final class Workers implements Effects, AutoCloseable {
  private static final System.Logger LOG = System.getLogger("sarai.pool");
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

  private record Load(String model, long generation) {}

  private final Function<ModelConfig, Engine> engines;
  private final Consumer<PoolEvent> post;
  private final Consumer<PoolChange> changes;
  private final Map<Load, Thread> loads = new ConcurrentHashMap<>();
  private final ThreadFactory factory = Thread.ofVirtual().name("pool-", 0).factory();
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(factory);

  Workers(
      Function<ModelConfig, Engine> engines,
      Consumer<PoolEvent> post,
      Consumer<PoolChange> changes) {
    this.engines = engines;
    this.post = post;
    this.changes = changes;
  }

  @Override
  public void prepare(ModelConfig model, long generation) {
    threads.execute(() -> {
      PoolEvent outcome = broken(model.id(), generation);
      try {
        List<Launch> launches = engines.apply(model).launches(model);
        outcome = new PoolEvent.Prepared(model.id(), generation, launches);
      } catch (EngineException e) {
        outcome = new PoolEvent.LoadFailed(model.id(), generation, e);
      } finally {
        post.accept(outcome);
      }
    });
  }

  /// What is reported when a worker ends by a defect: nobody may wait for ever.
  private static PoolEvent broken(String model, long generation) {
    return new PoolEvent.LoadFailed(
        model,
        generation,
        new EngineException.LoadFailed("an internal error ended the load; see the log"));
  }

  @Override
  public void start(String model, long generation, Launch launch) {
    Load load = new Load(model, generation);
    Thread thread = factory.newThread(() -> run(load, launch));
    loads.put(load, thread);
    thread.start();
  }

  private void run(Load load, Launch launch) {
    PoolEvent outcome = broken(load.model(), load.generation());
    try {
      RunningModel running =
          launch.start((fraction, resident) ->
              post.accept(
                  new PoolEvent.Progress(load.model(), load.generation(), fraction, resident)));
      outcome = new PoolEvent.Loaded(load.model(), load.generation(), running);
    } catch (EngineException e) {
      outcome = new PoolEvent.LoadFailed(load.model(), load.generation(), e);
    } catch (InterruptedException _) {
      outcome = new PoolEvent.LoadFailed(load.model(), load.generation(), null);
    } finally {
      loads.remove(load);
      post.accept(outcome);
    }
    if (outcome instanceof PoolEvent.Loaded loaded) {
      // After Loaded, so that the owner never hears of an end before the beginning.
      loaded
          .running()
          .ended()
          .thenAccept(
              how -> post.accept(new PoolEvent.Ended(load.model(), load.generation(), how)));
    }
  }

  @Override
  public void abort(String model, long generation) {
    Thread load = loads.get(new Load(model, generation));
    if (load != null) {
      load.interrupt();
    }
  }

  @Override
  public void stop(String model, long generation, RunningModel running, boolean unread) {
    threads.execute(() -> {
      if (unread) {
        running.memory();
      }
      running.stop();
    });
  }

  @Override
  public void measure(String model, long generation, RunningModel running) {
    threads.execute(() -> post.accept(new PoolEvent.Measured(model, generation, running.memory())));
  }

  @Override
  public void probe(String model, long generation, RunningModel running) {
    threads.execute(() -> {
      try {
        running.probe(PROBE_LIMIT);
      } catch (EngineException e) {
        post.accept(new PoolEvent.ProbeFailed(model, generation, e.getMessage()));
      } catch (InterruptedException _) {
        // The program stops; the model does too.
      }
    });
  }

  @Override
  public boolean grant(Waiter waiter, long generation, RunningModel running) {
    PoolEvent.Release release = new PoolEvent.Release(waiter.model, generation);
    return waiter.answer.complete(new Lease(waiter.model, running, () -> post.accept(release)));
  }

  @Override
  public void refuse(Waiter waiter, PoolException why) {
    waiter.answer.completeExceptionally(why);
  }

  @Override
  public void changed(PoolChange change) {
    LOG.log(
        Level.DEBUG,
        () ->
            "%s: %s → %s (%s)"
                .formatted(change.model(), change.from(), change.to(), change.reason()));
    changes.accept(change);
  }

  @Override
  public void close() {
    loads.values().forEach(Thread::interrupt);
    threads.shutdownNow();
    try {
      threads.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
