package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import sarai.pool.MemoryBudget.Kind;
import sarai.units.Bytes;

class MemoryBudgetTest {
  private final MemoryBudget budget =
      new MemoryBudget(Bytes.of(100), /* margin= */ Bytes.of(10), /* jvm= */ Bytes.of(5));

  @Test
  void theProgramItselfAndTheMarginAreCharged() {
    assertThat(budget.charged()).isEqualTo(Bytes.of(15));
    assertThat(budget.free()).isEqualTo(Bytes.of(85));
    assertThat(budget.sum(Kind.JVM)).isEqualTo(Bytes.of(5));
    assertThat(budget.sum(Kind.MARGIN)).isEqualTo(Bytes.of(10));
  }

  @Test
  void theLastFreeByteCanBeReservedAndNotOneMore() {
    assertThat(budget.reserve("a", Bytes.of(86))).isFalse();
    assertThat(budget.held("a")).isEqualTo(Bytes.ZERO);
    assertThat(budget.reserve("a", Bytes.of(85))).isTrue();
    assertThat(budget.reserve("b", Bytes.of(1))).isFalse();
    assertThat(budget.free()).isEqualTo(Bytes.ZERO);
    assertThat(budget.deficit()).isEqualTo(Bytes.ZERO);
  }

  @Test
  void whatLeavesStaysChargedUntilItIsReleased() {
    budget.reserve("a", Bytes.of(85));
    budget.rebook("a", Kind.UNLOADING);
    assertThat(budget.sum(Kind.RESERVED)).isEqualTo(Bytes.ZERO);
    assertThat(budget.sum(Kind.UNLOADING)).isEqualTo(Bytes.of(85));
    assertThat(budget.reserve("b", Bytes.of(1))).isFalse();
    budget.release("a");
    assertThat(budget.reserve("b", Bytes.of(85))).isTrue();
  }

  @Test
  void whatIsMeasuredAboveItsReservationIsADeficitThatBlocks() {
    budget.reserve("a", Bytes.of(40));
    budget.rebook("a", Kind.RESIDENT, Bytes.of(95));
    assertThat(budget.deficit()).isEqualTo(Bytes.of(10));
    assertThat(budget.free()).isEqualTo(Bytes.ZERO);
    assertThat(budget.reserve("b", Bytes.of(1))).isFalse();
    budget.rebook("a", Kind.RESIDENT, Bytes.of(80));
    assertThat(budget.deficit()).isEqualTo(Bytes.ZERO);
    assertThat(budget.free()).isEqualTo(Bytes.of(5));
  }

  @Test
  void aSmallerLimitMakesADeficit() {
    budget.reserve("a", Bytes.of(60));
    budget.limit(Bytes.of(70), Bytes.of(20));
    assertThat(budget.limit()).isEqualTo(Bytes.of(70));
    assertThat(budget.deficit()).isEqualTo(Bytes.of(15));
  }

  @Test
  void theProgramsOwnGrowthIsCharged() {
    budget.measureJvm(Bytes.of(50));
    assertThat(budget.charged()).isEqualTo(Bytes.of(60));
  }

  @Test
  void aTagHoldsOneEntryAndWhatHoldsNothingCannotBeReleased() {
    budget.reserve("a", Bytes.of(1));
    assertThatThrownBy(() -> budget.reserve("a", Bytes.of(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a holds memory already");
    assertThatThrownBy(() -> budget.release("b")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> budget.rebook("b", Kind.RESIDENT))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> budget.rebook("a", Kind.RESIDENT, Bytes.of(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
