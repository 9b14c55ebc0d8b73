package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import sarai.config.ModelConfig;
import sarai.config.Priority;
import sarai.units.Bytes;

/// Failed loads, variants, and ceilings.
class LoadFailureTest {
  private static final long MB = 1_000_000;
  private final Rig rig = new Rig(100 * MB);

  @Test
  void aFailedLoadAnswersAllAndGivesTheMemoryBack() {
    rig.model("a", 40);
    Waiter first = rig.ask("a");
    Waiter second = rig.ask("a");
    rig.loadFails("a");
    assertThat(rig.refusal(first)).isInstanceOf(PoolException.LoadFailed.class);
    assertThat(rig.refusal(second)).hasMessage("bad file");
    assertThat(rig.budget.charged()).isEqualTo(Bytes.ZERO);
    assertThat(rig.state("a")).isEqualTo(ModelState.FAILED);
  }

  @Test
  void theCoolDownDoublesAndIsForgottenAfterASuccess() {
    rig.model("a", 40);
    for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
      Waiter waiter = rig.ask("a");
      rig.loadFails("a");
      PoolException.LoadFailed failure = (PoolException.LoadFailed) rig.refusal(waiter);
      assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
      rig.pass(seconds - 0.1);
      assertThat(rig.refusal(rig.ask("a"))).isInstanceOf(PoolException.LoadFailed.class);
      rig.pass(0.1);
    }
    Waiter lucky = rig.ask("a");
    rig.loaded("a");
    rig.release(lucky);
    rig.ended("a");
    Waiter waiter = rig.ask("a");
    rig.loadFails("a");
    assertThat(((PoolException.LoadFailed) rig.refusal(waiter)).retryAfter())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void oneModelsFailureTouchesNoOther() {
    rig.model("a", 40).model("b", 40);
    rig.warm("b");
    Waiter user = rig.ask("b");
    rig.ask("a");
    rig.loadFails("a");
    assertThat(rig.state("b")).isEqualTo(ModelState.READY);
    rig.release(user);
    assertThat(rig.isGranted(rig.ask("b"))).isTrue();
  }

  @Test
  void theNextVariantIsTriedBeforeAnybodyIsRefused() {
    rig.model(Rig.config("a"), Rig.Weights.of("q6", 60), Rig.Weights.of("q4", 40));
    Waiter waiter = rig.ask("a");
    rig.loadFails("a");
    assertThat(rig.state("a")).isEqualTo(ModelState.LOADING);
    assertThat(rig.budget.held("a")).isEqualTo(Bytes.of(40));
    rig.loaded("a");
    assertThat(rig.isGranted(waiter)).isTrue();
  }

  @Test
  void aVariantThatFailedIsNotTriedAgainWhenItWasNotTheFirst() {
    rig.model(Rig.config("a"), Rig.Weights.of("q6", 101 * MB), Rig.Weights.of("q4", 40 * MB));
    Waiter waiter = rig.ask("a");
    assertThat(rig.budget.held("a")).isEqualTo(Bytes.of(40 * MB));
    rig.loadFails("a");
    assertThat(rig.orders).containsExactly("start a");
    assertThat(rig.refusal(waiter)).isInstanceOf(PoolException.LoadFailed.class);
  }

  @Test
  void theBestVariantThatFitsBesideWhatIsPermanentIsLoadedAndTheReasonIsGiven() {
    rig.model(Rig.permanent("p"), Rig.Weights.of("q4", 50 * MB));
    rig.model(
        Rig.config("a"),
        Rig.Weights.of("Q6_K", 60 * MB),
        Rig.Weights.of("Q4_K_M", 45 * MB),
        Rig.Weights.of("IQ4_XS", 40 * MB));
    rig.warm("p");
    rig.ask("a");
    assertThat(rig.budget.held("a")).isEqualTo(Bytes.of(45 * MB));
    assertThat(rig.changes)
        .anyMatch(change ->
            change
                .reason()
                .equals(
                    "Q4_K_M, because Q6_K needs 60.0 MB and 50.0 MB can be had beside what is permanent"));
  }

  @Test
  void roomIsKeptForAPermanentModelThatIsNotLoadedYet() {
    ModelConfig permanent =
        Rig.with(
            Rig.config("p"), new ModelConfig.Residence(50, true, false, null, Priority.NORMAL));
    rig.model(permanent, Rig.Weights.of("q4", 50 * MB));
    rig.model(Rig.config("a"), Rig.Weights.of("q6", 60 * MB), Rig.Weights.of("q4", 45 * MB));
    rig.ask("a");
    assertThat(rig.budget.held("a")).isEqualTo(Bytes.of(45 * MB));
  }

  @Test
  void aVariantAboveTheModelsOwnCeilingIsPassedOver() {
    rig.model(Rig.ceiling("a", 50), Rig.Weights.of("q6", 60 * MB), Rig.Weights.of("q4", 45 * MB));
    rig.ask("a");
    assertThat(rig.budget.held("a")).isEqualTo(Bytes.of(45 * MB));
  }

  @Test
  void aModelAboveItsCeilingIsRefusedWhenCeilingsAreEnforced() {
    rig.model(Rig.ceiling("a", 50), Rig.Weights.of("q6", 60 * MB));
    assertThat(rig.refusal(rig.ask("a")))
        .isInstanceOf(PoolException.DoesNotFit.class)
        .hasMessageContainingAll("60.0 MB", "max_memory_mb of 50.0 MB");
  }

  @Test
  void aModelAboveItsCeilingIsLoadedAndReportedWhenCeilingsAreNotEnforced() {
    Rig lenient = new Rig(100 * MB, /* enforceCeilings= */ false);
    lenient.model(Rig.ceiling("a", 50), Rig.Weights.of("q6", 60 * MB));
    lenient.ask("a");
    assertThat(lenient.state("a")).isEqualTo(ModelState.LOADING);
    assertThat(lenient.changes.getFirst().reason())
        .isEqualTo("q6 is estimated at 60.0 MB, above its max_memory_mb of 50.0 MB");
  }
}
