package sarai.pool;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.engine.Engine;
import sarai.engine.EngineException;
import sarai.engine.Launch;
import sarai.pool.PoolEvent.Reply;
import sarai.units.Bytes;

/// The models in memory, under one ceiling. Thread-safe.
///
/// One thread owns the state and consumes events; callers post events and wait for the answer. A
/// load belongs to nobody: who leaves does not end it for the others.
public final class ModelPool implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final long STATUS_MILLIS = 100;

  /// What a pool is made of.
  ///
  /// @param budget the ceiling of everything together, this program included
  /// @param margin part of it that stays free
  /// @param enforceCeilings whether a model that would exceed its own `max_memory_mb` is refused
  /// @param ownMemory what this program takes or must be reckoned with, read about once a second
  public record Setup(
      Map<String, ModelConfig> models,
      Map<EngineKind, Engine> engines,
      Bytes budget,
      Bytes margin,
      boolean enforceCeilings,
      Supplier<Bytes> ownMemory,
      InstantSource wall,
      PoolSettings settings) {
    public Setup {
      models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
      engines = Map.copyOf(engines);
    }
  }

  /// Hears how a request waits; called on the requester's own thread.
  @FunctionalInterface
  public interface WaitListener {
    WaitListener NONE = (model, loading, position, fraction, etaSeconds) -> {};

    /// @param loading whether the model is being loaded already
    /// @param position in the queue for the model; 1 is next
    /// @param fraction of the load that is done; null when unknown
    /// @param etaSeconds null when nothing was measured yet
    void waits(
        String model,
        boolean loading,
        int position,
        @Nullable Double fraction,
        @Nullable Double etaSeconds);

    /// The model was loaded for this request, and others had to leave; called at most once, when
    /// the wait is over.
    ///
    /// @param evicted their ids, never empty
    default void madeRoom(String model, List<String> evicted) {}
  }

  private final BlockingQueue<PoolEvent> mailbox = new LinkedBlockingQueue<>();
  private final CopyOnWriteArrayList<Consumer<PoolChange>> listeners = new CopyOnWriteArrayList<>();
  private final Function<ModelConfig, Engine> engines;
  private final Supplier<Bytes> ownMemory;
  private final Workers workers;
  private final Scheduler scheduler;
  private final Thread owner;
  private volatile boolean ended;

  private ModelPool(Setup setup) {
    engines = model -> engineOf(setup.engines(), model);
    ownMemory = setup.ownMemory();
    workers = new Workers(engines, this::post, this::publish);
    PoolState state =
        new PoolState(
            new MemoryBudget(setup.budget(), setup.margin(), ownMemory.get()),
            setup.wall(),
            workers);
    scheduler = new Scheduler(state, workers, setup.settings(), setup.enforceCeilings());
    for (ModelConfig model : setup.models().values()) {
      state.add(new Slot(model));
    }
    owner = Thread.ofPlatform().name("pool-owner").daemon().unstarted(this::own);
  }

  private static Engine engineOf(Map<EngineKind, Engine> engines, ModelConfig model) {
    Engine engine = engines.get(model.engine());
    if (engine == null) {
      throw new IllegalArgumentException("no engine for " + model.engine());
    }
    return engine;
  }

  /// The proof that `setup` keeps its budget, or where it does not.
  ///
  /// @param pipelines further sets of models that must fit together
  public static StartProof prove(Setup setup, List<List<String>> pipelines) {
    return StartProof.of(setup, pipelines);
  }

  /// A pool with nothing in memory yet.
  public static ModelPool open(Setup setup) {
    ModelPool pool = new ModelPool(setup);
    pool.owner.start();
    pool.post(new PoolEvent.Tick());
    return pool;
  }

  private void own() {
    long nextSelf = System.nanoTime();
    try {
      while (true) {
        long now = System.nanoTime();
        if (now - nextSelf >= 0) {
          nextSelf = now + TimeUnit.SECONDS.toNanos(1);
          scheduler.handle(new PoolEvent.MeasuredSelf(ownMemory.get()), now);
        }
        PoolEvent event = next(scheduler.nextWake(now) - now);
        if (event != null) {
          scheduler.handle(event, System.nanoTime());
        }
      }
    } catch (InterruptedException _) {
      // Closed: nothing is in memory any more, or will not go.
    } finally {
      ended = true;
      refuseAll();
    }
  }

  /// Hands an event to the owner, and refuses it when there is none any more.
  private void post(PoolEvent event) {
    mailbox.add(event);
    if (ended) {
      refuseAll();
    }
  }

  private void refuseAll() {
    for (PoolEvent event = mailbox.poll(); event != null; event = mailbox.poll()) {
      CompletableFuture<?> answer = event.answer();
      if (answer != null) {
        answer.completeExceptionally(new PoolException.Closed());
      }
    }
  }

  /// What to handle next; a tick when it is time for one, however many events wait.
  private @Nullable PoolEvent next(long waitNanos) throws InterruptedException {
    return waitNanos <= 0 ? new PoolEvent.Tick() : mailbox.poll(waitNanos, TimeUnit.NANOSECONDS);
  }

  /// The right to use a model, once it is ready; waits for at most `patience`.
  ///
  /// @throws PoolException when it cannot be had
  /// @throws InterruptedException when the caller is interrupted; nothing is held then
  public Lease acquire(String model, Duration patience, WaitListener listener)
      throws PoolException, InterruptedException {
    long now = System.nanoTime();
    Waiter waiter = new Waiter(model, now, now + patience.toNanos());
    post(new PoolEvent.Acquire(waiter));
    boolean taken = false;
    try {
      Lease lease = await(waiter, listener);
      if (!waiter.evicted.isEmpty()) {
        listener.madeRoom(model, waiter.evicted);
      }
      taken = true;
      return lease;
    } finally {
      if (!taken) {
        giveUp(waiter);
      }
    }
  }

  /// Leaves nothing behind of a request whose caller does not take the answer.
  private void giveUp(Waiter waiter) {
    if (!waiter.answer.cancel(false) && !waiter.answer.isCompletedExceptionally()) {
      waiter.answer.join().close();
    }
    post(new PoolEvent.Cancel(waiter));
  }

  private static Lease await(Waiter waiter, WaitListener listener)
      throws PoolException, InterruptedException {
    Waiter.Status told = null;
    while (true) {
      try {
        return waiter.answer.get(STATUS_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        Waiter.Status status = waiter.status();
        if (status != null && !status.equals(told)) {
          told = status;
          listener.waits(
              waiter.model,
              status.loading(),
              status.position(),
              status.fraction(),
              status.etaSeconds());
        }
      } catch (ExecutionException e) {
        throw refusal(e);
      }
    }
  }

  private static PoolException refusal(ExecutionException e) {
    if (e.getCause() instanceof PoolException why) {
      return why;
    }
    throw new IllegalStateException(e);
  }

  /// The process is gone `ttl` after the model's last use ended; a new use renews it; never in
  /// flight. Replaces what was scheduled before, and the configured time to live, until the model
  /// is unloaded.
  ///
  /// @throws PoolException.Permanent for a permanent model
  public void scheduleUnload(String model, Duration ttl)
      throws PoolException, InterruptedException {
    command(reply -> new PoolEvent.ScheduleUnload(model, ttl, reply));
  }

  /// Takes back what [#scheduleUnload] ordered.
  public void cancelUnload(String model) throws PoolException, InterruptedException {
    command(reply -> new PoolEvent.ScheduleUnload(model, null, reply));
  }

  /// Begins to load what is configured to be loaded at start.
  public void preload() {
    post(new PoolEvent.Preload());
  }

  /// Begins to load a model; does not wait for it.
  ///
  /// @throws PoolException.DoesNotFit when it could never be loaded
  public ModelState load(String model) throws PoolException, EngineException, InterruptedException {
    Plan plan = plan(model);
    if (!plan.fits() && plan.variant() == null) {
      throw new PoolException.DoesNotFit(plan.reason());
    }
    return command(reply -> new PoolEvent.Load(model, reply));
  }

  /// Lets a model leave, as soon as its leases end.
  ///
  /// @throws PoolException.Permanent for a permanent model
  public ModelState unload(String model) throws PoolException, InterruptedException {
    return command(reply -> new PoolEvent.Unload(model, reply));
  }

  /// Loads a model and keeps it until it is unpinned.
  public ModelState pin(String model) throws PoolException, InterruptedException {
    return command(reply -> new PoolEvent.Pin(model, true, reply));
  }

  public ModelState unpin(String model) throws PoolException, InterruptedException {
    return command(reply -> new PoolEvent.Pin(model, false, reply));
  }

  private ModelState command(Function<Reply, PoolEvent> event)
      throws PoolException, InterruptedException {
    Reply reply = new Reply();
    post(event.apply(reply));
    try {
      return reply.state().get();
    } catch (ExecutionException e) {
      throw refusal(e);
    }
  }

  /// What would happen if the model were asked for now.
  public Plan plan(String model) throws PoolException, EngineException, InterruptedException {
    ModelConfig config = ask(s -> known(s, model)).orElseThrowUnknown(model);
    List<Launch> launches = engines.apply(config).launches(config);
    return ask(s -> planFor(s, model, launches)).orElseThrowUnknown(model);
  }

  /// An answer of the owner, or nothing when there is no such model.
  private record Answer<T>(@Nullable T value) {
    T orElseThrowUnknown(String model) throws PoolException.UnknownModel {
      if (value == null) {
        throw new PoolException.UnknownModel(model);
      }
      return value;
    }
  }

  private static @Nullable ModelConfig known(Scheduler scheduler, String model) {
    Slot slot = scheduler.state().slot(model);
    return slot == null || slot.retired ? null : slot.model;
  }

  private static @Nullable Plan planFor(Scheduler scheduler, String model, List<Launch> launches) {
    Slot slot = scheduler.state().slot(model);
    return slot == null ? null : Snapshots.plan(scheduler, slot, launches, System.nanoTime());
  }

  private <T> Answer<T> ask(Function<Scheduler, @Nullable T> question)
      throws PoolException, InterruptedException {
    CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
    post(new PoolEvent.Ask<Answer<T>>(s -> new Answer<T>(question.apply(s)), answer));
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw refusal(e);
    }
  }

  /// The pool now; advisory, as it changes at once.
  ///
  /// @throws IllegalStateException when the pool is closed
  public PoolSnapshot snapshot() throws InterruptedException {
    CompletableFuture<PoolSnapshot> answer = new CompletableFuture<>();
    post(new PoolEvent.Ask<>(s -> Snapshots.of(s.state(), System.nanoTime()), answer));
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Follows a changed configuration: models whose process can go on keep running.
  public void reconfigure(Map<String, ModelConfig> models, Bytes budget, Bytes margin) {
    post(new PoolEvent.Reconfigure(models, budget, margin));
  }

  /// Ends when it is closed.
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /// Hears every change of state until the result is closed. `listener` is called by the owner's
  /// thread and must return at once.
  public Subscription subscribe(Consumer<PoolChange> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void publish(PoolChange change) {
    for (Consumer<PoolChange> listener : listeners) {
      listener.accept(change);
    }
  }

  /// Unloads everything: waits for what is in use for a while, then ends it.
  @Override
  public void close() {
    try {
      post(new PoolEvent.Close(false));
      if (!emptyWithin(DRAIN)) {
        post(new PoolEvent.Close(true));
        emptyWithin(DRAIN);
      }
      owner.interrupt();
      owner.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      owner.interrupt();
      workers.close();
    }
  }

  private boolean emptyWithin(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - deadline < 0) {
      CompletableFuture<Boolean> answer = new CompletableFuture<>();
      post(new PoolEvent.Ask<>(Scheduler::isEmpty, answer));
      if (answer.exceptionally(_ -> true).join()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return false;
  }
}
