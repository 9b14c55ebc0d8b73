package sarai.pool;

import java.time.Duration;
import java.time.InstantSource;
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
  /// @param preload whether models of `load_on_startup` are loaded at once
  /// @param ownMemory what this program takes, read about once a second
  public record Setup(
      Map<String, ModelConfig> models,
      Map<EngineKind, Engine> engines,
      Bytes budget,
      Bytes margin,
      boolean enforceCeilings,
      boolean preload,
      Supplier<Bytes> ownMemory,
      InstantSource wall,
      PoolSettings settings) {
    public Setup {
      models = Map.copyOf(models);
      engines = Map.copyOf(engines);
    }
  }

  /// Hears why a request still waits; called on the requester's own thread.
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
  }

  private final BlockingQueue<PoolEvent> mailbox = new LinkedBlockingQueue<>();
  private final CopyOnWriteArrayList<Consumer<PoolChange>> listeners = new CopyOnWriteArrayList<>();
  private final Function<ModelConfig, Engine> engines;
  private final Supplier<Bytes> ownMemory;
  private final Workers workers;
  private final Scheduler scheduler;
  private final Thread owner;

  private ModelPool(Setup setup) {
    engines = model -> engineOf(setup.engines(), model);
    ownMemory = setup.ownMemory();
    workers = new Workers(engines, mailbox::add, this::publish);
    PoolState state =
        new PoolState(
            new MemoryBudget(setup.budget(), setup.margin(), ownMemory.get()),
            setup.wall(),
            workers);
    scheduler = new Scheduler(state, workers, setup.settings(), setup.enforceCeilings());
    for (ModelConfig model : setup.models().values()) {
      Slot slot = new Slot(model);
      slot.wanted = setup.preload() && model.residence().loadOnStartup();
      state.add(slot);
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

  /// A pool that has begun to load what is to be loaded at start.
  public static ModelPool open(Setup setup) {
    ModelPool pool = new ModelPool(setup);
    pool.owner.start();
    pool.mailbox.add(new PoolEvent.Tick());
    return pool;
  }

  private void own() {
    long nextSelf = System.nanoTime();
    while (true) {
      long now = System.nanoTime();
      if (now - nextSelf >= 0) {
        nextSelf = now + TimeUnit.SECONDS.toNanos(1);
        scheduler.handle(new PoolEvent.MeasuredSelf(ownMemory.get()), now);
      }
      PoolEvent event;
      try {
        event = mailbox.poll(scheduler.nextWake(now) - now, TimeUnit.NANOSECONDS);
      } catch (InterruptedException _) {
        return;
      }
      scheduler.handle(event == null ? new PoolEvent.Tick() : event, System.nanoTime());
    }
  }

  /// The right to use a model, once it is ready; waits for at most `patience`.
  ///
  /// @throws PoolException when it cannot be had
  /// @throws InterruptedException when the caller is interrupted; nothing is held then
  public Lease acquire(String model, Duration patience, WaitListener listener)
      throws PoolException, InterruptedException {
    long now = System.nanoTime();
    Waiter waiter = new Waiter(model, now, now + patience.toNanos());
    mailbox.add(new PoolEvent.Acquire(waiter));
    try {
      return await(waiter, listener);
    } catch (InterruptedException e) {
      if (!waiter.answer.cancel(false) && !waiter.answer.isCompletedExceptionally()) {
        waiter.answer.join().close();
      }
      mailbox.add(new PoolEvent.Cancel(waiter));
      throw e;
    }
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
    mailbox.add(new PoolEvent.Preload());
  }

  /// Begins to load a model; does not wait for it.
  ///
  /// @throws PoolException.DoesNotFit when it could never be loaded
  public ModelState load(String model) throws PoolException, EngineException, InterruptedException {
    Plan plan = plan(model);
    if (!plan.fits() && plan.evict().isEmpty() && plan.variant() == null) {
      throw new PoolException.DoesNotFit(plan.reason());
    }
    return command(reply -> new PoolEvent.Load(model, reply));
  }

  /// Lets a model leave, as soon as its leases end.
  ///
  /// @throws PoolException.Permanent for a permanent model
  public ModelState unload(String model) throws PoolException, InterruptedException {
    return command(reply -> new PoolEvent.Unload(model, "unloaded by request", reply));
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
    mailbox.add(event.apply(reply));
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

  private <T> Answer<T> ask(Function<Scheduler, @Nullable T> question) throws InterruptedException {
    CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
    mailbox.add(new PoolEvent.Ask<Answer<T>>(s -> new Answer<T>(question.apply(s)), answer));
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The pool now; advisory, as it changes at once.
  public PoolSnapshot snapshot() throws InterruptedException {
    CompletableFuture<PoolSnapshot> answer = new CompletableFuture<>();
    mailbox.add(new PoolEvent.Ask<>(s -> Snapshots.of(s.state(), System.nanoTime()), answer));
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Follows a changed configuration: unchanged models keep running.
  public void reconfigure(Map<String, ModelConfig> models, Bytes budget, Bytes margin) {
    mailbox.add(new PoolEvent.Reconfigure(Map.copyOf(models), budget, margin));
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
      mailbox.add(new PoolEvent.Close(false));
      if (!emptyWithin(DRAIN)) {
        mailbox.add(new PoolEvent.Close(true));
        emptyWithin(DRAIN);
      }
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
      mailbox.add(new PoolEvent.Ask<>(Scheduler::isEmpty, answer));
      if (answer.join()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return false;
  }
}
