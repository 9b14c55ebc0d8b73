package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sarai.config.Priority;
import sarai.units.Bytes;

/// Who leaves for whom, when, and what is said about it.
class EvictionTest {
  private final Rig rig = new Rig(100);
  private final Set<Waiter> released = new HashSet<>();

  @Test
  void theIdleModelLeavesAndTheReasonSaysForWhom() {
    rig.model("a", 60).model("b", 60);
    rig.warm("a");
    rig.pass(60);
    rig.ask("b");
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
    assertThat(rig.reason("a")).isEqualTo("makes room for 'b', which needs 60 B");
    assertThat(rig.state("b")).isEqualTo(ModelState.RESERVED);
  }

  @Test
  void aModelInUseIsNotEvicted() {
    rig.model("a", 60).model("b", 60);
    rig.ask("a");
    rig.loaded("a");
    rig.ask("b");
    rig.pass(5);
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
  }

  @Test
  void nobodyStarvesBehindAModelThatIsAlwaysInUse() {
    rig.model("a", 60).model("b", 60);
    Waiter user = rig.ask("a");
    rig.loaded("a");
    Waiter starving = rig.ask("b");
    for (int i = 0; i < 11; i++) {
      Waiter next = rig.ask("a");
      rig.pass(1);
      rig.release(user);
      if (!rig.isGranted(next)) {
        break;
      }
      user = next;
    }
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
    rig.ended("a");
    rig.loaded("b");
    assertThat(rig.isGranted(starving)).isTrue();
  }

  @Test
  void aLargeModelDoesNotStarveBehindSmallLoadsThatNeverStop() {
    List<String> small = List.of("a", "b", "c", "d");
    small.forEach(id -> rig.model(id, 33));
    rig.model("large", 100);
    rig.ask("d");
    Waiter large = rig.ask("large");
    for (int i = 0; i < 40 && rig.state("large") != ModelState.LOADING; i++) {
      rig.pass(1.01);
      rig.ask(small.get(i % 4));
      small.stream().filter(id -> rig.state(id) == ModelState.UNLOADING).forEach(rig::ended);
      finish(small.get((i + 3) % 4));
    }
    small.stream().filter(id -> rig.state(id) == ModelState.UNLOADING).forEach(rig::ended);
    assertThat(rig.state("large")).isEqualTo(ModelState.LOADING);
    rig.loaded("large");
    assertThat(rig.isGranted(large)).isTrue();
  }

  /// Ends the load of a model and every lease of it.
  private void finish(String id) {
    if (rig.state(id) == ModelState.LOADING) {
      rig.loaded(id);
    }
    Set<Waiter> granted = new HashSet<>();
    while (granted.addAll(rig.answers.keySet().stream().filter(rig::isGranted).toList())) {
      granted.stream().filter(released::add).forEach(rig::release);
    }
  }

  @Test
  void amongThoseWhoWaitedTooLongTheOldestComesFirstWhateverItsPriority() {
    rig.model(Rig.priority("low", Priority.LOW), Rig.Weights.of("q4", 60));
    rig.model(Rig.priority("high", Priority.HIGH), Rig.Weights.of("q4", 60)).model("a", 60);
    Waiter user = rig.ask("a");
    rig.loaded("a");
    Waiter low = rig.ask("low");
    rig.pass(1);
    rig.ask("high");
    rig.pass(5);
    rig.tell(new PoolEvent.Tick());
    rig.now += 20_000_000_000L;
    rig.release(user);
    rig.pass(0.1);
    assertThat(rig.state("low")).isEqualTo(ModelState.RESERVED);
    assertThat(rig.isGranted(low)).isFalse();
  }

  @Test
  void aHighPriorityIsServedFirst() {
    rig.model(Rig.priority("low", Priority.LOW), Rig.Weights.of("q4", 60));
    rig.model(Rig.priority("high", Priority.HIGH), Rig.Weights.of("q4", 60)).model("a", 60);
    Waiter user = rig.ask("a");
    rig.loaded("a");
    rig.ask("low");
    rig.ask("high");
    rig.pass(3);
    rig.release(user);
    rig.ended("a");
    assertThat(rig.state("high")).isEqualTo(ModelState.LOADING);
    assertThat(rig.state("low")).isEqualTo(ModelState.ABSENT);
  }

  @Test
  void aFreshModelIsSparedForTwiceItsLoadTime() {
    rig.model("a", 60).model("b", 60);
    rig.warm("a", 2);
    rig.ask("b");
    rig.pass(3.9);
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    rig.pass(0.2);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void aHigherPriorityDoesNotWaitForTheMinimumResidency() {
    rig.model("a", 60);
    rig.model(Rig.priority("high", Priority.HIGH), Rig.Weights.of("q4", 60));
    rig.warm("a", 2);
    rig.ask("high");
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void aLowerPriorityWaitsUntilTheModelWasIdleForLong() {
    rig.model(Rig.priority("low", Priority.LOW), Rig.Weights.of("q4", 60)).model("a", 60);
    rig.warm("a", 0.1);
    rig.pass(5);
    rig.ask("low");
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    rig.pass(5.1);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void aPermanentModelIsNeverEvictedNorUnloaded() {
    rig.model(Rig.permanent("p"), Rig.Weights.of("q4", 60)).model("b", 50).model("c", 40);
    rig.warm("p");
    rig.pass(3600);
    assertThat(rig.refusal(rig.ask("b"))).isInstanceOf(PoolException.DoesNotFit.class);
    rig.warm("c");
    assertThat(rig.state("p")).isEqualTo(ModelState.READY);
    assertThatThrownBy(() -> rig.unload("p")).isInstanceOf(PoolException.Permanent.class);
    assertThatThrownBy(() -> rig.schedule("p", java.time.Duration.ZERO))
        .isInstanceOf(PoolException.Permanent.class);
    assertThatThrownBy(() -> rig.pin("p", false)).isInstanceOf(PoolException.Permanent.class);
  }

  @Test
  void aPermanentModelThatCrashedIsLoadedAgainWithoutBeingAsked() {
    rig.model(Rig.permanent("p"), Rig.Weights.of("q4", 60));
    rig.warm("p");
    rig.ended("p");
    assertThat(rig.state("p")).isEqualTo(ModelState.LOADING);
  }

  @Test
  void aPinnedModelStaysUntilItIsUnpinned() throws PoolException {
    rig.model("a", 60).model("b", 60);
    rig.warm("a");
    rig.pin("a", true);
    rig.pass(60);
    assertThat(rig.refusal(rig.ask("b"))).isInstanceOf(PoolException.DoesNotFit.class);
    rig.pin("a", false);
    rig.pass(60);
    rig.ask("b");
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void pinningLoadsWhatIsNotThere() throws PoolException {
    rig.model("a", 60);
    rig.pin("a", true);
    assertThat(rig.state("a")).isEqualTo(ModelState.LOADING);
    rig.loaded("a");
    assertThat(rig.budget.sum(MemoryBudget.Kind.PINNED)).isEqualTo(Bytes.of(60));
  }

  @Test
  void whatIsMeasuredAboveTheBudgetEvictsAndBlocksLoads() {
    rig.model("a", 40).model("b", 40).model("c", 10);
    rig.warm("a", 1);
    rig.warm("b", 9);
    rig.pass(60);
    rig.measured("b", 70);
    assertThat(rig.budget.deficit()).isEqualTo(Bytes.of(10));
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
    assertThat(rig.reason("a")).contains("the budget of 100 B is exceeded by 10 B");
    rig.ask("c");
    assertThat(rig.state("c")).isEqualTo(ModelState.RESERVED);
    rig.ended("a");
    assertThat(rig.state("c")).isEqualTo(ModelState.LOADING);
  }

  @Test
  void aDeficitDrainsWhatIsInUseWhenNothingIdleIsLeft() {
    rig.model("a", 60);
    Waiter user = rig.ask("a");
    rig.loaded("a");
    rig.measured("a", 120);
    assertThat(rig.state("a")).isEqualTo(ModelState.DRAINING);
    rig.release(user);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void aSmallerBudgetTakesEffectAtOnce() {
    rig.model("a", 40).model("b", 40);
    rig.warm("a");
    rig.warm("b");
    rig.reconfigure(50, Rig.config("a"), Rig.config("b"));
    assertThat(rig.orders).containsOnlyOnce("stop a").doesNotContain("stop b");
  }

  @Test
  void whatWasMeasuredSmallerThanReservedMakesRoom() {
    rig.model("b", 60)
        .model(
            Rig.config("a"),
            new Rig.Weights("q4", sarai.engine.Footprint.estimated(Bytes.of(60), Bytes.of(40))));
    rig.warm("a");
    assertThat(rig.budget.held("a")).isEqualTo(Bytes.of(60));
    rig.measured("a", 30);
    assertThat(rig.budget.held("a")).isEqualTo(Bytes.of(40));
    rig.ask("b");
    assertThat(rig.state("b")).isEqualTo(ModelState.LOADING);
  }

  @Test
  void theDryRunSaysWhatThenHappensAndChangesNothing() {
    rig.model("a", 40).model("b", 40).model("c", 30);
    rig.warm("a", 9);
    rig.warm("b", 1);
    rig.pass(60);
    int before = rig.orders.size();
    Plan plan = rig.plan("c");
    assertThat(rig.orders).hasSize(before);
    assertThat(plan.fits()).isTrue();
    assertThat(plan.evict()).containsExactly(new Plan.Eviction("b", Bytes.of(40)));
    assertThat(plan.need()).isEqualTo(Bytes.of(30));
    assertThat(plan.free()).isEqualTo(Bytes.of(20));
    rig.ask("c");
    assertThat(rig.orders.subList(before, rig.orders.size())).containsExactly("stop b");
  }

  @Test
  void theDryRunOfAModelThatIsLoadingEvictsNobody() {
    rig.model("a", 60).model("b", 40);
    rig.warm("b");
    rig.ask("a");
    assertThat(rig.state("a")).isEqualTo(ModelState.LOADING);
    Plan plan = rig.plan("a");
    assertThat(plan.fits()).isTrue();
    assertThat(plan.evict()).isEmpty();
    assertThat(plan.need()).isEqualTo(Bytes.ZERO);
  }

  @Test
  void theDryRunTellsWhatMustWaitFromWhatCanNeverBe() {
    rig.model("a", 60).model("b", 60).model("c", 101);
    rig.ask("a");
    rig.loaded("a");
    assertThat(rig.plan("b").fits()).isFalse();
    assertThat(rig.plan("b").variant()).isEqualTo("q4");
    assertThat(rig.plan("b").reason()).isEqualTo("waits for 20 B more");
    assertThat(rig.plan("c").variant()).isNull();
  }

  @Test
  void theDryRunOfAModelThatCoolsDownSaysSo() {
    rig.model("a", 60);
    rig.ask("a");
    rig.loadFails("a");
    assertThat(rig.plan("a").fits()).isFalse();
    assertThat(rig.plan("a").reason()).contains("bad file");
  }

  @Test
  void aFailedProbeReplacesTheModelUnlessItIsAtWork() {
    rig.model("a", 40);
    Waiter user = rig.ask("a");
    rig.loaded("a");
    rig.tell(new PoolEvent.ProbeFailed("a", rig.generation("a"), "no answer in 20 s"));
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    rig.release(user);
    rig.tell(new PoolEvent.ProbeFailed("a", rig.generation("a"), "no answer in 20 s"));
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void aSilentModelIsProbedOnceAMinuteAndThatIsNoUse() {
    rig.model(Rig.ttl("a", 150), Rig.Weights.of("q4", 40));
    rig.warm("a");
    rig.pass(149);
    assertThat(rig.orders.stream().filter("probe a"::equals)).hasSize(2);
    rig.pass(1.1);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void whoWaitedHearsWhoHadToLeaveAndNobodyElseDoes() {
    Rig rig = new Rig(100).model("a", 60).model("b", 60);
    rig.warm("a", 0.1);
    rig.pass(Rig.SETTINGS.ageing());
    Waiter first = rig.ask("b");
    Waiter second = rig.ask("b");
    rig.ended("a");
    rig.loaded("b");
    rig.release(first);
    Waiter later = rig.ask("b");
    rig.release(second);

    assertThat(first.evicted).containsExactly("a");
    assertThat(second.evicted).containsExactly("a");
    assertThat(later.evicted).isEmpty();
    assertThat(rig.changes)
        .filteredOn(change -> change.to() == ModelState.UNLOADING)
        .extracting(PoolChange::cause)
        .containsExactly(Cause.EVICTED);
  }
}
