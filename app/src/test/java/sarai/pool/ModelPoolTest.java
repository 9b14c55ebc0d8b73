package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.engine.ChatModel;
import sarai.engine.EmbeddingModel;
import sarai.engine.EngineException;
import sarai.pool.ModelPool.WaitListener;
import sarai.testing.FakeEngine;
import sarai.testing.FakeEngine.Variant;
import sarai.units.Bytes;

/// The pool with real threads and a fake engine. No test looks at a clock: they wait for events.
@Timeout(60)
class ModelPoolTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FakeEngine engine = new FakeEngine();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final LinkedBlockingQueue<PoolChange> changes = new LinkedBlockingQueue<>();
  private final List<ModelPool> pools = new ArrayList<>();

  @AfterEach
  void closeAll() {
    clients.shutdownNow();
    pools.forEach(ModelPool::close);
    assertThat(engine.started()).noneMatch(FakeEngine.FakeModel::isRunning);
  }

  private ModelPool pool(ModelConfig... models) {
    Map<String, ModelConfig> all = new HashMap<>();
    for (ModelConfig model : models) {
      all.put(model.id(), model);
    }
    ModelPool pool =
        ModelPool.open(
            new ModelPool.Setup(
                all,
                Map.of(EngineKind.LLAMA, engine),
                Bytes.of(100),
                Bytes.ZERO,
                /* enforceCeilings= */ true,
                () -> Bytes.ZERO,
                InstantSource.system(),
                PoolSettings.STANDARD));
    pools.add(pool);
    pool.subscribe(changes::add);
    return pool;
  }

  private ModelPool pool(String... ids) {
    ModelConfig[] models = new ModelConfig[ids.length];
    for (int i = 0; i < ids.length; i++) {
      engine.define(ids[i], Variant.of("q4", Bytes.of(60)));
      models[i] = Rig.config(ids[i]);
    }
    return pool(models);
  }

  private static Lease acquire(ModelPool pool, String id) throws Exception {
    return pool.acquire(id, PATIENCE, WaitListener.NONE);
  }

  private void await(String model, ModelState state) throws InterruptedException {
    while (true) {
      PoolChange change = changes.poll(30, TimeUnit.SECONDS);
      assertThat(change).as("%s never became %s", model, state).isNotNull();
      if (change.model().equals(model) && change.to() == state) {
        return;
      }
    }
  }

  private static Throwable failure(Future<?> future) throws Exception {
    try {
      future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("it did not fail");
  }

  @Test
  void aLeaseIsTheModelUntilItIsClosed() throws Exception {
    ModelPool pool = pool("a", "b");
    try (Lease lease = acquire(pool, "a")) {
      assertThat(lease.modelId()).isEqualTo("a");
      assertThat(lease.as(ChatModel.class)).isSameAs(engine.started().getFirst());
      assertThatThrownBy(() -> lease.as(EmbeddingModel.class))
          .isInstanceOf(EngineException.Unsupported.class)
          .hasMessageContaining("EmbeddingModel");
      assertThat(pool.snapshot().models()).anyMatch(model -> model.leases() == 1);
    }
    assertThat(pool.snapshot().models()).allMatch(model -> model.leases() == 0);
  }

  @Test
  void fiftyThreadsShareOneLoad() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    engine.define(
        "a",
        Variant.of("q4", Bytes.of(60))
            .loading(_ -> {
              begun.countDown();
              go.await();
            }));
    ModelPool pool = pool(Rig.config("a"));
    List<Future<String>> users = new ArrayList<>();
    Callable<String> use =
        () -> {
          try (Lease lease = acquire(pool, "a")) {
            return lease.modelId();
          }
        };
    for (int i = 0; i < 50; i++) {
      users.add(clients.submit(use));
    }
    begun.await();
    go.countDown();
    for (Future<String> user : users) {
      assertThat(user.get()).isEqualTo("a");
    }
    assertThat(engine.started()).hasSize(1);
  }

  @Test
  void anInterruptedWaiterLeavesNothingBehind() throws Exception {
    ModelPool pool = pool("a");
    Lease first = acquire(pool, "a");
    CountDownLatch waits = new CountDownLatch(1);
    Future<Lease> second =
        clients.submit(() -> pool.acquire("a", PATIENCE, (_, _, _, _, _) -> waits.countDown()));
    waits.await();
    second.cancel(/* mayInterruptIfRunning= */ true);
    CountDownLatch isNext = new CountDownLatch(1);
    WaitListener listener =
        (_, _, position, _, _) -> {
          if (position == 1) {
            isNext.countDown();
          }
        };
    Future<Lease> third = clients.submit(() -> pool.acquire("a", PATIENCE, listener));
    isNext.await();
    first.close();
    third.get().close();
    PoolSnapshot after = pool.snapshot();
    assertThat(after.queue()).isEmpty();
    assertThat(after.models()).allMatch(model -> model.leases() == 0);
  }

  @Test
  void aListenerThatFailsLeavesNothingBehind() throws Exception {
    ModelPool pool = pool("a");
    try (Lease first = acquire(pool, "a")) {
      assertThat(first).isNotNull();
      Future<Lease> second =
          clients.submit(() ->
              pool.acquire(
                  "a",
                  PATIENCE,
                  (_, _, _, _, _) -> {
                    throw new IllegalStateException("the client is gone");
                  }));
      assertThat(failure(second)).hasMessage("the client is gone");
    }
    acquire(pool, "a").close();
    assertThat(pool.snapshot().models()).allMatch(model -> model.leases() == 0);
  }

  @Test
  void closingALeaseTwiceReleasesOnce() throws Exception {
    ModelPool pool = pool("a");
    Lease lease = acquire(pool, "a");
    lease.close();
    lease.close();
    try (Lease next = acquire(pool, "a")) {
      assertThat(next).isNotNull();
      assertThat(pool.snapshot().models().getFirst().leases()).isEqualTo(1);
    }
  }

  @Test
  void aCrashedModelIsLoadedAnewForTheNextRequest() throws Exception {
    ModelPool pool = pool("a");
    Lease lease = acquire(pool, "a");
    engine.started().getFirst().crash("killed");
    await("a", ModelState.ABSENT);
    lease.close();
    acquire(pool, "a").close();
    assertThat(engine.started()).hasSize(2);
  }

  @Test
  void anAbortedLoadGivesItsMemoryToWhoWantsIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    engine.define(
        "a",
        Variant.of("q4", Bytes.of(60))
            .loading(_ -> {
              begun.countDown();
              new CountDownLatch(1).await();
            }));
    engine.define("b", Variant.of("q4", Bytes.of(60)));
    ModelPool pool = pool(Rig.config("a"), Rig.config("b"));
    Future<Lease> first = clients.submit(() -> acquire(pool, "a"));
    begun.await();
    first.cancel(/* mayInterruptIfRunning= */ true);
    acquire(pool, "b").close();
    assertThat(engine.started()).hasSize(1);
  }

  @Test
  void changesAreHeardInOrderUntilTheSubscriptionIsClosed() throws Exception {
    ModelPool pool = pool("a");
    List<PoolChange> heard = new ArrayList<>();
    ModelPool.Subscription subscription = pool.subscribe(heard::add);
    acquire(pool, "a").close();
    assertThat(pool.snapshot().queue()).isEmpty();
    subscription.close();
    pool.unload("a");
    await("a", ModelState.UNLOADING);
    assertThat(heard)
        .extracting(PoolChange::to)
        .containsExactly(ModelState.RESERVED, ModelState.LOADING, ModelState.READY);
  }

  @Test
  void aScheduledUnloadEndsTheModelByItself() throws Exception {
    ModelPool pool = pool("a");
    acquire(pool, "a").close();
    pool.scheduleUnload("a", Duration.ZERO);
    await("a", ModelState.ABSENT);
    assertThat(engine.started().getFirst().isRunning()).isFalse();
  }

  @Test
  void modelsOfTheStartAreLoadedWhenThatIsOrdered() throws Exception {
    engine.define("a", Variant.of("q4", Bytes.of(60)));
    ModelPool pool =
        pool(
            Rig.with(
                Rig.config("a"),
                new ModelConfig.Residence(null, false, true, null, sarai.config.Priority.NORMAL)));
    pool.preload();
    await("a", ModelState.READY);
  }

  @Test
  void closingAnswersWaitersAndEndsModelsThatAreStillLoading() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    engine.define(
        "a",
        Variant.of("q4", Bytes.of(60))
            .loading(_ -> {
              begun.countDown();
              new CountDownLatch(1).await();
            }));
    ModelPool pool = pool(Rig.config("a"));
    Future<Lease> waiter = clients.submit(() -> acquire(pool, "a"));
    begun.await();
    pool.close();
    assertThat(failure(waiter)).isInstanceOf(PoolException.Closed.class);
  }

  @Test
  void aClosedPoolAnswersEverythingAndClosesAgain() throws Exception {
    ModelPool pool = pool("a");
    acquire(pool, "a").close();
    pool.close();
    assertThatThrownBy(() -> acquire(pool, "a")).isInstanceOf(PoolException.Closed.class);
    assertThatThrownBy(() -> pool.unload("a")).isInstanceOf(PoolException.Closed.class);
    assertThatThrownBy(() -> pool.plan("a")).isInstanceOf(PoolException.Closed.class);
    assertThatThrownBy(pool::snapshot).isInstanceOf(IllegalStateException.class);
    pool.close();
  }

  @Test
  void whoeverCausedAnEvictionIsToldOfIt() throws Exception {
    ModelPool pool = pool("a", "b");
    acquire(pool, "a").close();
    List<String> heard = new ArrayList<>();
    WaitListener listener =
        new WaitListener() {
          @Override
          public void waits(
              String model,
              boolean loading,
              int position,
              @Nullable Double fraction,
              @Nullable Double etaSeconds) {}

          @Override
          public void madeRoom(String model, List<String> evicted) {
            heard.add(model + " for " + evicted);
          }
        };
    for (int i = 0; i < 2; i++) {
      pool.acquire("b", PATIENCE, listener).close();
    }
    assertThat(heard).containsExactly("b for [a]");
  }
}
