package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  /// Or a bound would hold of a slice that nobody has any more.
  @Test
  void nothingIsRightWhereThereIsNoSentence() {
    assertThat(new Evaluation(List.of()).slice("kind trap").accuracy()).isZero();
  }
}
