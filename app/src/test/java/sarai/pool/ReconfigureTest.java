package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sarai.config.ModelConfig;
import sarai.engine.Launch;
import sarai.units.Bytes;

/// A changed configuration, and the orders of people.
class ReconfigureTest {
  private final Rig rig = new Rig(100);

  private ModelConfig changed(String id) {
    return Rig.with(Rig.config(id), /* parallel= */ 2);
  }

  @Test
  void unchangedModelsKeepRunning() {
    rig.model("a", 40).model("b", 40);
    rig.warm("a");
    Waiter user = rig.ask("b");
    rig.loaded("b");
    rig.reconfigure(100, Rig.config("a"), Rig.config("b"));
    assertThat(rig.orders).containsExactly("start a", "start b");
    rig.release(user);
    assertThat(rig.isGranted(rig.ask("a"))).isTrue();
  }

  @Test
  void aRemovedModelLeavesWhenItsLeasesEndAndIsForgottenOnceItIsGone() {
    rig.model("a", 40);
    Waiter user = rig.ask("a");
    rig.loaded("a");
    Waiter queued = rig.ask("a");
    rig.reconfigure(100);
    assertThat(rig.refusal(queued)).isInstanceOf(PoolException.UnknownModel.class);
    assertThat(rig.refusal(rig.ask("a"))).isInstanceOf(PoolException.UnknownModel.class);
    assertThat(rig.state("a")).isEqualTo(ModelState.DRAINING);
    rig.release(user);
    assertThat(rig.budget.held("a")).isEqualTo(Bytes.of(40));
    rig.ended("a");
    assertThat(rig.state.slot("a")).isNull();
    assertThat(rig.budget.charged()).isEqualTo(Bytes.ZERO);
  }

  @Test
  void aChangedModelComesBackWithItsNewSettings() {
    rig.model("a", 40);
    rig.warm("a");
    rig.reconfigure(100, changed("a"));
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
    rig.ended("a");
    assertThat(rig.state("a")).isEqualTo(ModelState.LOADING);
    rig.loaded("a");
    assertThat(rig.isGranted(rig.ask("a"))).isTrue();
    assertThat(rig.isGranted(rig.ask("a"))).isTrue();
  }

  @Test
  void aNewTimeToLiveNeedsNoRestart() {
    rig.model("a", 40);
    rig.warm("a");
    rig.reconfigure(100, Rig.ttl("a", 5));
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    rig.pass(5.1);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void whatBecomesPermanentIsChargedAsSuch() {
    rig.model("a", 40);
    rig.warm("a");
    rig.reconfigure(100, Rig.permanent("a"));
    assertThat(rig.budget.sum(MemoryBudget.Kind.PINNED)).isEqualTo(Bytes.of(40));
  }

  @Test
  void anAddedModelCanBeUsed() {
    rig.reconfigure(100, Rig.config("a"));
    rig.files("a", Rig.Weights.of("q4", 40));
    Waiter waiter = rig.ask("a");
    rig.loaded("a");
    assertThat(rig.isGranted(waiter)).isTrue();
  }

  @Test
  void aLookUpOfBeforeTheChangeIsNotUsed() {
    rig.state.add(new Slot(Rig.config("a")));
    Slot slot = Objects.requireNonNull(rig.state.slot("a"));
    Waiter waiter = new Waiter("a", rig.now, rig.now + 1_000_000_000_000L);
    rig.scheduler.handle(new PoolEvent.Acquire(waiter), rig.now);
    long before = slot.generation;
    rig.files("a", Rig.Weights.of("new", 30));
    rig.scheduler.handle(
        new PoolEvent.Reconfigure(java.util.Map.of("a", changed("a")), Bytes.of(100), Bytes.ZERO),
        rig.now);
    List<Launch> old = List.of(Rig.Weights.of("old", 99));
    rig.scheduler.handle(new PoolEvent.Prepared("a", before, old), rig.now);
    assertThat(slot.launches).isNull();
  }

  @Test
  void eventsOfARemovedModelDoNotReachItsSuccessorOfTheSameName() {
    rig.state.add(new Slot(Rig.config("a")));
    rig.scheduler.handle(
        new PoolEvent.Acquire(new Waiter("a", rig.now, rig.now + 1_000_000_000_000L)), rig.now);
    rig.scheduler.handle(
        new PoolEvent.Reconfigure(java.util.Map.of(), Bytes.of(100), Bytes.ZERO), rig.now);
    rig.scheduler.handle(
        new PoolEvent.Reconfigure(java.util.Map.of("a", changed("a")), Bytes.of(100), Bytes.ZERO),
        rig.now);
    rig.scheduler.handle(
        new PoolEvent.Acquire(new Waiter("a", rig.now, rig.now + 1_000_000_000_000L)), rig.now);
    List<Launch> old = List.of(Rig.Weights.of("old", 99));
    rig.scheduler.handle(new PoolEvent.Prepared("a", 1, old), rig.now);
    Slot slot = Objects.requireNonNull(rig.state.slot("a"));
    assertThat(slot.launches).isNull();
  }

  @Test
  void aChangedModelDoesNotCoolDownForItsOldSettings() {
    rig.model("a", 40);
    rig.ask("a");
    rig.loadFails("a");
    rig.reconfigure(100, changed("a"));
    Waiter waiter = rig.ask("a");
    rig.loaded("a");
    assertThat(rig.isGranted(waiter)).isTrue();
  }

  @Test
  void anUnloadTakesBackALoadThatHasNotBegun() throws PoolException {
    rig.model("a", 80).model("b", 80);
    rig.ask("a");
    rig.load("b");
    rig.unload("b");
    assertThat(rig.state.needy()).isEmpty();
    rig.loaded("a");
    rig.pass(60);
    assertThat(rig.orders).doesNotContain("start b");
  }

  @Test
  void aLoadOfAModelThatIsLeavingBringsItBack() throws PoolException {
    rig.model("a", 80);
    rig.warm("a");
    rig.unload("a");
    rig.load("a");
    rig.ended("a");
    assertThat(rig.state("a")).isEqualTo(ModelState.LOADING);
  }

  @Test
  void aLoadByCommandIsNotAbortedForOthers() throws PoolException {
    rig.model("a", 60).model("b", 60);
    rig.cancel(rig.ask("a"));
    rig.load("a");
    rig.ask("b");
    assertThat(rig.orders).containsExactly("start a");
  }
}
