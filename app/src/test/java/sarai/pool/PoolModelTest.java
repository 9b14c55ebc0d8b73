package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static sarai.pool.PoolReference.must;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sarai.config.ModelConfig;
import sarai.config.Priority;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.Launch;
import sarai.engine.MemoryUse;
import sarai.pool.PoolReference.Attempt;
import sarai.units.Bytes;

/// Random events against a plain reference, checked after every step. `-Dsarai.seed` repeats a run,
/// `-Dsarai.steps` sets its length.
class PoolModelTest {
  private static final int STEPS_OF_A_POOL = 2_000;
  private static final int MODELS = 8;
  private static final List<Priority> PRIORITIES = List.of(Priority.values());
  private static final int ENOUGH_FOR_EVERY_ARROW = 100_000;
  private static final PoolSettings SETTINGS =
      new PoolSettings(
          12,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10));

  @Test
  void nothingThatMustBeTrueIsEverFalse() {
    long seed = Long.getLong("sarai.seed", System.nanoTime());
    long steps = Long.getLong("sarai.steps", 200_000L);
    Set<String> arrows = new TreeSet<>();
    for (long done = 0; done < steps; done += STEPS_OF_A_POOL, seed++) {
      int count = (int) Math.min(STEPS_OF_A_POOL, steps - done);
      World world = new World(new Random(seed));
      int step = 0;
      try {
        for (; step < count; step++) {
          world.step();
        }
        world.close();
      } catch (AssertionError | IllegalStateException | ClassCastException e) {
        throw new AssertionError(
            "-Dsarai.seed=%d, step %d, %s: %s".formatted(seed, step, world.last, e.getMessage()),
            e);
      }
      arrows.addAll(world.truth.arrows);
    }
    if (steps >= ENOUGH_FOR_EVERY_ARROW) {
      assertThat(arrows).hasSize(PoolReference.arrowsDrawn());
    }
  }

  /// A pool and all that can happen to it.
  private static final class World {
    private final Random random;
    private final PoolReference truth = new PoolReference(1_000, 20, 30);
    private final PoolState state;
    private final Scheduler scheduler;
    private final List<Attempt> past = new ArrayList<>();
    private final List<Waiter> cancels = new ArrayList<>();
    private long now;
    private String last = "";

    World(Random random) {
      this.random = random;
      this.now = random.nextLong(1L << 50);
      MemoryBudget budget = new MemoryBudget(Bytes.of(1_000), Bytes.of(20), Bytes.of(30));
      state = new PoolState(budget, () -> Instant.EPOCH, truth);
      truth.watch(state);
      scheduler = new Scheduler(state, truth, SETTINGS, random.nextBoolean());
      models().values().forEach(model -> state.add(new Slot(model)));
    }

    private void tell(PoolEvent event) {
      last = event.getClass().getSimpleName();
      scheduler.handle(event, now);
      truth.check(scheduler, SETTINGS, now);
    }

    void step() {
      now += random.nextInt(20_000_000);
      switch (random.nextInt(100)) {
        case 0 -> reconfigure();
        case 1, 2 -> command();
        case 3 -> jumpAhead();
        case 4 -> own();
        case 5, 6 -> stale();
        case 7 -> crash();
        case 8 -> measure();
        case 9, 10, 11, 12 -> giveUp();
        case 13, 14, 15, 16 -> cancel();
        default -> usual();
      }
    }

    private void usual() {
      switch (random.nextInt(8)) {
        case 0, 1 -> ask();
        case 2, 3 -> release();
        case 4 -> prepared();
        case 5 -> loaded();
        case 6 -> ended();
        default -> tick();
      }
    }

    private void ask() {
      long patience = (long) (Math.pow(random.nextDouble(), 3) * 60e9);
      Waiter waiter = new Waiter("m" + random.nextInt(MODELS + 1), now, now + patience);
      truth.waiting.add(waiter);
      if (random.nextInt(20) == 0) {
        giveUp();
      }
      tell(new PoolEvent.Acquire(waiter));
    }

    private void giveUp() {
      Waiter waiter = any(truth.waiting);
      if (waiter != null) {
        truth.waiting.remove(waiter);
        truth.givenUp.add(waiter);
        cancels.add(waiter);
      }
    }

    private void cancel() {
      Waiter waiter = take(cancels);
      if (waiter != null) {
        tell(new PoolEvent.Cancel(waiter));
        truth.givenUp.remove(waiter);
      }
    }

    private void release() {
      PoolReference.Lease lease = take(truth.leases);
      if (lease != null) {
        tell(new PoolEvent.Release(lease.of().model(), lease.of().generation()));
      }
    }

    private void prepared() {
      Attempt attempt = take(truth.preparing);
      if (attempt == null) {
        return;
      }
      if (random.nextInt(10) == 0) {
        EngineException error =
            random.nextBoolean()
                ? new EngineException.NotInstalled("missing")
                : new EngineException.LoadFailed("no model");
        tell(new PoolEvent.LoadFailed(attempt.model(), attempt.generation(), error));
      } else {
        tell(new PoolEvent.Prepared(attempt.model(), attempt.generation(), launches()));
      }
    }

    private List<Launch> launches() {
      List<Launch> launches = new ArrayList<>();
      long peak = 50L + random.nextInt(random.nextInt(20) == 0 ? 1_200 : 500);
      for (int i = 0; i <= random.nextInt(3); i++) {
        Bytes steady = Bytes.of(peak * (70 + random.nextInt(31)) / 100);
        launches.add(new Rig.Weights("v" + i, Footprint.estimated(Bytes.of(peak), steady)));
        peak = peak * 2 / 3;
      }
      return launches;
    }

    private void loaded() {
      PoolReference.Starting start = any(truth.starting);
      if (start == null) {
        return;
      }
      Attempt attempt = start.of();
      if (random.nextInt(10) == 0) {
        long bytes = random.nextInt(600);
        truth.grown(attempt, bytes);
        tell(
            new PoolEvent.Progress(
                attempt.model(), attempt.generation(), random.nextDouble(), Bytes.of(bytes)));
        return;
      }
      truth.starting.remove(start);
      boolean aborted = truth.aborted.remove(attempt);
      if (random.nextInt(aborted ? 2 : 8) == 0) {
        truth.gone(attempt);
        past.add(attempt);
        boolean typed = !aborted || random.nextBoolean();
        EngineException error = typed ? new EngineException.LoadFailed("it died") : null;
        tell(new PoolEvent.LoadFailed(attempt.model(), attempt.generation(), error));
      } else {
        truth.alive.add(attempt);
        tell(
            new PoolEvent.Loaded(
                attempt.model(),
                attempt.generation(),
                new Rig.Running(attempt.model(), attempt.generation())));
      }
    }

    private void ended() {
      end(take(truth.ending));
    }

    /// As often what is in use as any: else a model that drains would seldom be seen to crash.
    private void crash() {
      int kind = random.nextInt(6);
      PoolReference.Lease lease = any(truth.leases);
      if (kind == 0) {
        end(take(truth.alive));
      } else if (kind == 1) {
        end(lease != null && truth.alive.remove(lease.of()) ? lease.of() : null);
      } else {
        Attempt attempt = any(truth.alive);
        if (attempt != null) {
          tell(new PoolEvent.ProbeFailed(attempt.model(), attempt.generation(), "silent"));
        }
      }
    }

    private void end(@Nullable Attempt attempt) {
      if (attempt != null) {
        truth.gone(attempt);
        past.add(attempt);
        tell(new PoolEvent.Ended(attempt.model(), attempt.generation(), "exit"));
      }
    }

    /// What was true of an attempt that is over reaches the scheduler late or twice.
    private void stale() {
      Attempt attempt = any(past);
      if (attempt == null) {
        return;
      }
      String model = attempt.model();
      long generation = attempt.generation();
      Bytes use = Bytes.of(random.nextInt(900));
      switch (random.nextInt(5)) {
        case 0 -> tell(new PoolEvent.Ended(model, generation, "late"));
        case 1 -> tell(new PoolEvent.Measured(model, generation, new MemoryUse(use, use, use)));
        case 2 -> tell(new PoolEvent.Prepared(model, generation, launches()));
        case 3 -> tell(new PoolEvent.Release(model, generation));
        default -> tell(new PoolEvent.LoadFailed(model, generation, null));
      }
      if (past.size() > 50) {
        past.subList(0, 25).clear();
      }
    }

    private void measure() {
      Attempt attempt = any(truth.alive);
      if (attempt != null) {
        long bytes = random.nextInt(random.nextInt(10) == 0 ? 700 : 350);
        Bytes use = Bytes.of(bytes);
        truth.measured(attempt, bytes);
        tell(
            new PoolEvent.Measured(
                attempt.model(), attempt.generation(), new MemoryUse(use, use, use)));
      }
    }

    private void own() {
      truth.jvm = random.nextInt(100);
      tell(new PoolEvent.MeasuredSelf(Bytes.of(truth.jvm)));
    }

    private void tick() {
      now += random.nextInt(100_000_000);
      tell(new PoolEvent.Tick());
      truth.checkThatNobodyIsLate(now);
    }

    private void jumpAhead() {
      now += (long) (Math.pow(random.nextDouble(), 6) * 3600e9);
      if (random.nextBoolean()) {
        tick();
      }
    }

    private void command() {
      String model = "m" + random.nextInt(MODELS + 1);
      PoolEvent.Reply reply = new PoolEvent.Reply();
      tell(
          switch (random.nextInt(7)) {
            case 0, 1 -> new PoolEvent.Load(model, reply);
            case 2 -> new PoolEvent.Unload(model, reply);
            case 3 -> new PoolEvent.Pin(model, true, reply);
            case 4, 5 -> new PoolEvent.Pin(model, false, reply);
            default ->
                new PoolEvent.ScheduleUnload(
                    model,
                    random.nextInt(3) == 0 ? null : Duration.ofMillis(random.nextInt(9_000)),
                    reply);
          });
      must(reply.state().isDone(), "a command was not answered");
    }

    private void reconfigure() {
      truth.limit = 600L + random.nextInt(600);
      truth.margin = random.nextInt(50);
      tell(new PoolEvent.Reconfigure(models(), Bytes.of(truth.limit), Bytes.of(truth.margin)));
    }

    private Map<String, ModelConfig> models() {
      Map<String, ModelConfig> models = new LinkedHashMap<>();
      for (int i = 0; i < MODELS; i++) {
        Slot slot = state.slot("m" + i);
        int kind = random.nextInt(6);
        if (slot != null && kind < 3) {
          models.put(slot.id(), slot.model);
        } else if (kind < 5) {
          models.put("m" + i, model("m" + i));
        }
      }
      return models;
    }

    private ModelConfig model(String id) {
      Double ttl = random.nextBoolean() ? null : random.nextDouble() * 20;
      var residence =
          new ModelConfig.Residence(
              null,
              random.nextInt(10) == 0,
              random.nextInt(4) == 0,
              ttl,
              PRIORITIES.get(random.nextInt(3)));
      return Rig.with(Rig.with(Rig.config(id), 1 + random.nextInt(2)), residence);
    }

    /// Ends it all: everybody was answered and nothing is left.
    void close() {
      tell(new PoolEvent.Close(false));
      must(truth.waiting.isEmpty(), "%d were never answered", truth.waiting.size());
      ask();
      must(truth.waiting.isEmpty(), "a request to a closed pool was not answered");
      truth.forced = true;
      tell(new PoolEvent.Close(true));
      while (!truth.starting.isEmpty() || !truth.ending.isEmpty() || !truth.preparing.isEmpty()) {
        prepared();
        loaded();
        ended();
      }
      must(truth.alive.isEmpty(), "%s were left alive", truth.alive);
      must(scheduler.isEmpty(), "not empty at the end");
      must(truth.charged() == truth.margin + truth.jvm, "memory is left: %d", truth.charged());
    }

    private <T> @Nullable T any(List<T> list) {
      return list.isEmpty() ? null : list.get(random.nextInt(list.size()));
    }

    private <T> @Nullable T take(List<T> list) {
      return list.isEmpty() ? null : list.remove(random.nextInt(list.size()));
    }
  }
}
