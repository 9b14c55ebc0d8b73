package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import sarai.units.Bytes;

class TimeToLiveTest {
  private final Rig rig = new Rig(100);

  @Test
  void visionModelIsGoneAfterItsTtl() {
    rig.model(Rig.ttl("vision", 60), Rig.Weights.of("q4", 40));
    rig.warm("vision");
    rig.pass(59.9);
    assertThat(rig.state("vision")).isEqualTo(ModelState.READY);
    rig.pass(0.2);
    assertThat(rig.orders).endsWith("stop vision");
    assertThat(rig.reason("vision")).isEqualTo("unused for 60.0 s");
    assertThat(rig.budget.held("vision")).isEqualTo(Bytes.of(40));
    rig.ended("vision");
    assertThat(rig.state("vision")).isEqualTo(ModelState.ABSENT);
    assertThat(rig.budget.charged()).isEqualTo(Bytes.ZERO);
  }

  @Test
  void useRenewsIt() {
    rig.model(Rig.ttl("a", 60), Rig.Weights.of("q4", 40));
    rig.warm("a");
    for (int i = 0; i < 5; i++) {
      rig.pass(50);
      rig.release(rig.ask("a"));
    }
    rig.pass(59.9);
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    rig.pass(0.2);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void itNeverEndsWhatIsInFlight() {
    rig.model(Rig.ttl("a", 60), Rig.Weights.of("q4", 40));
    Waiter user = rig.ask("a");
    rig.pass(600);
    assertThat(rig.state("a")).isEqualTo(ModelState.LOADING);
    rig.loaded("a");
    rig.pass(600);
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    rig.release(user);
    rig.pass(59.9);
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
  }

  @Test
  void zeroLeavesAsSoonAsTheLastUseEnds() {
    rig.model(Rig.ttl("a", 0), Rig.Weights.of("q4", 40));
    rig.warm("a");
    rig.pass(0.001);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void aScheduledUnloadReplacesTheConfiguredTimeUntilTheModelLeft() throws PoolException {
    rig.model(Rig.ttl("a", 60), Rig.Weights.of("q4", 40));
    rig.warm("a");
    rig.schedule("a", Duration.ofSeconds(5));
    rig.schedule("a", Duration.ofSeconds(5));
    rig.pass(5.1);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
    rig.ended("a");
    rig.warm("a");
    rig.pass(59);
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    assertThat(rig.orders.stream().filter("stop a"::equals)).hasSize(1);
  }

  @Test
  void aScheduledUnloadIsDeferredWhileTheModelIsUsedAndRenewedByUse() throws PoolException {
    rig.model("a", 40);
    Waiter user = rig.ask("a");
    rig.loaded("a");
    rig.schedule("a", Duration.ofSeconds(5));
    rig.pass(60);
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    rig.release(user);
    rig.pass(4);
    rig.release(rig.ask("a"));
    rig.pass(4.9);
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    rig.pass(0.2);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }

  @Test
  void aScheduledUnloadCanBeCancelled() throws PoolException {
    rig.model("a", 40);
    rig.warm("a");
    rig.schedule("a", Duration.ofSeconds(5));
    rig.pass(4);
    rig.schedule("a", null);
    rig.pass(3600);
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
  }

  @Test
  void aPermanentModelHasNone() {
    rig.model(Rig.permanent("p"), Rig.Weights.of("q4", 40));
    rig.warm("p");
    rig.pass(Duration.ofDays(30));
    assertThat(rig.state("p")).isEqualTo(ModelState.READY);
  }

  @Test
  void aPinnedModelsTimeBeginsWhenItIsUnpinned() throws PoolException {
    rig.model(Rig.ttl("a", 60), Rig.Weights.of("q4", 40));
    rig.warm("a");
    rig.pin("a", true);
    rig.pass(600);
    rig.pin("a", false);
    rig.pass(59);
    assertThat(rig.state("a")).isEqualTo(ModelState.READY);
    rig.pass(1.1);
    assertThat(rig.state("a")).isEqualTo(ModelState.UNLOADING);
  }
}
