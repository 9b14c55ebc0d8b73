package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sarai.pool.MemoryBudget.Kind;
import sarai.units.Bytes;

/// Requests, queues, leases, and the life of one model.
class SchedulerTest {
  private final Rig rig = new Rig(100);

  @Test
  void aRequestLoadsTheModelAndIsGrantedWhenItIsReady() {
    rig.model("a", 40);
    Waiter waiter = rig.ask("a");
    assertThat(rig.orders).containsExactly("start a");
    assertThat(rig.state("a")).isEqualTo(ModelState.LOADING);
    assertThat(rig.answers).isEmpty();
    rig.loaded("a");
    assertThat(rig.isGranted(waiter)).isTrue();
    assertThat(rig.changes.stream().map(PoolChange::to))
        .containsExactly(ModelState.RESERVED, ModelState.LOADING, ModelState.READY);
  }

  @Test
  void oneLoadServesAllWhoAsked() {
    rig.model(Rig.with(Rig.config("a"), 50), Rig.Weights.of("q4", 40));
    List<Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      waiters.add(rig.ask("a"));
    }
    assertThat(rig.orders).containsExactly("start a");
    rig.loaded("a");
    assertThat(waiters).allMatch(rig::isGranted);
  }

  @Test
  void noMoreLeasesThanTheModelHasSlotsAndTheNextInLineGetsTheFreedOne() {
    rig.model("a", 40);
    Waiter first = rig.ask("a");
    rig.loaded("a");
    Waiter second = rig.ask("a");
    Waiter third = rig.ask("a");
    assertThat(rig.isGranted(second)).isFalse();
    rig.release(first);
    assertThat(rig.isGranted(second)).isTrue();
    assertThat(rig.isGranted(third)).isFalse();
  }

  @Test
  void whoGivesUpIsNotGrantedAndTheLoadGoesOn() {
    rig.model("a", 40);
    Waiter waiter = rig.ask("a");
    rig.cancel(waiter);
    rig.loaded("a");
    assertThat(rig.answers).isEmpty();
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    assertThat(rig.orders).containsExactly("start a");
  }

  @Test
  void aLoadThatNobodyWaitsForIsAbortedWhenItsMemoryIsWanted() {
    rig.model("a", 60).model("b", 60);
    rig.cancel(rig.ask("a"));
    Waiter waiter = rig.ask("b");
    assertThat(rig.orders).containsExactly("start a", "abort a");
    rig.loadFails("a", null);
    assertThat(rig.orders).containsExactly("start a", "abort a", "start b");
    rig.loaded("b");
    assertThat(rig.isGranted(waiter)).isTrue();
  }

  @Test
  void aLoadThatSomebodyWaitsForIsNotAborted() {
    rig.model("a", 60).model("b", 60);
    rig.ask("a");
    rig.ask("b");
    assertThat(rig.orders).containsExactly("start a");
  }

  @Test
  void whatBecameReadyInTheInstantOfItsAbortIsStoppedAndStaysCharged() {
    rig.model("a", 60).model("b", 60);
    rig.cancel(rig.ask("a"));
    rig.ask("b");
    rig.loaded("a");
    assertThat(rig.orders).containsExactly("start a", "abort a", "stop a");
    assertThat(rig.budget.held("a")).isEqualTo(Bytes.of(60));
    rig.ended("a");
    assertThat(rig.orders).endsWith("start b");
  }

  @Test
  void memoryComesBackOnlyWhenTheProcessIsGone() throws PoolException {
    rig.model("a", 60).model("b", 60);
    rig.warm("a");
    rig.unload("a");
    assertThat(rig.budget.sum(Kind.UNLOADING)).isEqualTo(Bytes.of(60));
    rig.ask("b");
    assertThat(rig.state("b")).isEqualTo(ModelState.RESERVED);
    rig.pass(600);
    assertThat(rig.state("b")).isEqualTo(ModelState.RESERVED);
    rig.ended("a");
    assertThat(rig.state("b")).isEqualTo(ModelState.LOADING);
    assertThat(rig.budget.charged()).isEqualTo(Bytes.of(60));
  }

  @Test
  void aDrainingModelGrantsNoLeaseAndComesBackForWhoWaits() throws PoolException {
    rig.model("a", 40);
    Waiter user = rig.ask("a");
    rig.loaded("a");
    rig.unload("a");
    assertThat(rig.state("a")).isEqualTo(ModelState.DRAINING);
    Waiter late = rig.ask("a");
    assertThat(rig.isGranted(late)).isFalse();
    rig.release(user);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
    assertThat(rig.isGranted(late)).isFalse();
    rig.ended("a");
    rig.loaded("a");
    assertThat(rig.isGranted(late)).isTrue();
  }

  @Test
  void aCrashGivesTheMemoryBackAndTheNextRequestLoadsAnew() {
    rig.model("a", 40);
    Waiter user = rig.ask("a");
    rig.loaded("a");
    rig.ended("a");
    assertThat(rig.state("a")).isEqualTo(ModelState.ABSENT);
    assertThat(rig.reason("a")).contains("its process ended: exit code 0");
    assertThat(rig.budget.charged()).isEqualTo(Bytes.ZERO);
    Waiter next = rig.ask("a");
    rig.release(user);
    rig.loaded("a");
    assertThat(rig.granted(next).generation()).isGreaterThan(rig.granted(user).generation());
    Slot slot = Objects.requireNonNull(rig.state.slot("a"));
    assertThat(((Residency.Ready) slot.residency).leases()).isEqualTo(1);
  }

  @Test
  void modelsThatFitTogetherLoadAtTheSameTime() {
    rig.model("a", 40).model("b", 40).model("c", 40);
    rig.ask("a");
    rig.ask("b");
    rig.ask("c");
    assertThat(rig.orders).containsExactly("start a", "start b");
  }

  @Test
  void whatCannotFitIsRefusedAtOnceWithTheNumbers() {
    rig.model("a", 101);
    Waiter waiter = rig.ask("a");
    assertThat(rig.refusal(waiter))
        .isInstanceOf(PoolException.DoesNotFit.class)
        .hasMessageContainingAll("101 B", "100 B", "raise memory.budget");
    assertThat(rig.orders).isEmpty();
  }

  @Test
  void anUnknownModelAndOneThatIsNotInstalledAreRefused() {
    rig.state.add(new Slot(Rig.config("missing")));
    assertThat(rig.refusal(rig.ask("nobody"))).isInstanceOf(PoolException.UnknownModel.class);
    assertThat(rig.refusal(rig.ask("missing")))
        .isInstanceOf(PoolException.LoadFailed.class)
        .hasMessageContaining("./sarai pull");
    rig.files("missing", Rig.Weights.of("q4", 10));
    Waiter again = rig.ask("missing");
    rig.loaded("missing");
    assertThat(rig.isGranted(again)).isTrue();
  }

  @Test
  void aFullQueueRefusesWithATimeToComeBack() {
    rig.model("a", 40);
    for (int i = 0; i < Rig.SETTINGS.maxQueue(); i++) {
      rig.ask("a");
    }
    PoolException refusal = rig.refusal(rig.ask("a"));
    assertThat(refusal).isInstanceOf(PoolException.Busy.class).hasMessageContaining("512");
    assertThat(((PoolException.Busy) refusal).retryAfter())
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aCallerWhoCannotWaitForTheMeasuredLoadIsRefusedAtOnce() throws PoolException {
    rig.model("a", 40);
    rig.warm("a", 8);
    rig.unload("a");
    rig.ended("a");
    assertThat(rig.refusal(rig.ask("a", Duration.ofSeconds(7))))
        .isInstanceOf(PoolException.Busy.class)
        .hasMessageContainingAll("8.0 s", "7.0 s");
    assertThat(rig.orders).containsExactly("start a", "stop a");
    assertThat(rig.answers).doesNotContainKey(rig.ask("a", Duration.ofSeconds(9)));
  }

  @Test
  void whoCanWaitForTheRestOfALoadUnderWayIsNotRefused() throws PoolException {
    rig.model("a", 40);
    rig.warm("a", 8);
    rig.unload("a");
    rig.ended("a");
    rig.ask("a");
    rig.pass(6);
    assertThat(rig.answers).doesNotContainKey(rig.ask("a", Duration.ofSeconds(3)));
  }

  @Test
  void aWaiterWhoseTimeIsOverIsToldWhyItWaited() {
    rig.model("a", 40);
    Waiter waiter = rig.ask("a", Duration.ofSeconds(5));
    rig.pass(4.9);
    assertThat(rig.answers).isEmpty();
    rig.pass(0.2);
    assertThat(rig.refusal(waiter))
        .isInstanceOf(PoolException.TimedOut.class)
        .hasMessageContainingAll("'a'", "loading", "budget 100 B");
  }

  @Test
  void aWaiterIsToldItsPlaceAndTheProgress() {
    rig.model("a", 40);
    rig.ask("a");
    Waiter second = rig.ask("a");
    rig.tell(new PoolEvent.Progress("a", rig.generation("a"), 0.5, Bytes.ZERO));
    rig.pass(0.1);
    assertThat(second.status()).isEqualTo(new Waiter.Status(true, 2, 0.5, null));
  }

  @Test
  void closingCompletesEveryWaiterAndEndsEverything() {
    rig.model("a", 30).model("b", 30).model("c", 80);
    Waiter user = rig.ask("a");
    rig.loaded("a");
    Waiter queued = rig.ask("a");
    Waiter loading = rig.ask("b");
    Waiter waiting = rig.ask("c");
    rig.tell(new PoolEvent.Close(false));
    assertThat(List.of(queued, loading, waiting))
        .allMatch(waiter -> rig.refusal(waiter) instanceof PoolException.Closed);
    assertThat(rig.refusal(rig.ask("a"))).isInstanceOf(PoolException.Closed.class);
    assertThat(rig.orders).contains("abort b").doesNotContain("stop a");
    rig.loadFails("b", null);
    assertThat(rig.scheduler.isEmpty()).isFalse();
    rig.release(user);
    rig.ended("a");
    assertThat(rig.scheduler.isEmpty()).isTrue();
    assertThat(rig.budget.charged()).isEqualTo(Bytes.ZERO);
  }

  @Test
  void closingByForceEndsWhatIsInUse() {
    rig.model("a", 30);
    rig.ask("a");
    rig.loaded("a");
    rig.tell(new PoolEvent.Close(false));
    rig.tell(new PoolEvent.Close(true));
    assertThat(rig.orders).containsExactly("start a", "stop a");
  }

  @Test
  void commandsOfAnOlderGenerationAreIgnored() {
    rig.model("a", 40);
    rig.ask("a");
    rig.loaded("a");
    long old = rig.generation("a");
    rig.ended("a");
    rig.ask("a");
    rig.tell(new PoolEvent.Ended("a", old, "late"));
    rig.tell(new PoolEvent.LoadFailed("a", old, null));
    assertThat(rig.state("a")).isEqualTo(ModelState.LOADING);
    assertThat(rig.budget.held("a")).isEqualTo(Bytes.of(40));
  }

  @Test
  void theSchedulerAsksToLookAgainEvenWhenEventsNeverStop() {
    rig.model("a", 40);
    rig.ask("a");
    rig.tell(new PoolEvent.Tick());
    long due = rig.scheduler.nextWake(rig.now);
    for (int i = 0; i < 100; i++) {
      rig.now += 1_000_000;
      rig.tell(new PoolEvent.Progress("a", rig.generation("a"), 0.1, Bytes.ZERO));
    }
    assertThat(rig.scheduler.nextWake(rig.now)).isEqualTo(due);
  }

  @Test
  void aLoadThatTakesMoreThanItsReservationIsChargedForIt() {
    Rig rig = new Rig(100).model("a", 40).model("b", 40);
    rig.warm("a");
    rig.measured("a", 40);
    rig.ask("b");
    rig.tell(new PoolEvent.Progress("b", rig.generation("b"), 0.5, Bytes.of(70)));

    assertThat(rig.budget.charged()).isEqualTo(Bytes.of(110));
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
    assertThat(rig.changes.getLast().cause()).isEqualTo(Cause.DEFICIT);
  }

  @Test
  void aModelThatGrowsWhileItDrainsIsChargedAndNothingStartsMeanwhile() throws Exception {
    Rig rig = new Rig(100).model("a", 40).model("b", 40);
    Waiter busy = rig.ask("a");
    rig.loaded("a");
    rig.unload("a");
    rig.measured("a", 70);
    rig.ask("b");

    assertThat(rig.budget.charged()).isEqualTo(Bytes.of(70));
    assertThat(rig.state("b")).isEqualTo(ModelState.RESERVED);
    rig.release(busy);
    rig.ended("a");
    assertThat(rig.state("b")).isEqualTo(ModelState.LOADING);
  }

  @Test
  void whatWasUsedSinceItsMemoryWasReadIsReadOnceMoreBeforeItEnds() throws PoolException {
    rig.model("a", 60);
    rig.warm("a");
    rig.pass(2);
    rig.release(rig.ask("a"));
    rig.unload("a");
    assertThat(rig.readAtTheEnd).containsExactly("a");
  }

  @Test
  void whatRestedWhileItsMemoryWasReadEndsWithoutAnotherReading() throws PoolException {
    rig.model("a", 60);
    rig.warm("a");
    rig.pass(2);
    rig.unload("a");
    assertThat(rig.orders).endsWith("stop a");
    assertThat(rig.readAtTheEnd).isEmpty();
  }
}
