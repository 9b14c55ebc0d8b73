package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private final List<LabelledSentence> sentences = LabelledSet.load().training().subList(0, 300);

  @Test
  void theSameSeedGivesTheSameBytes() {
    assertThat(train(5)).isEqualTo(train(5)).isNotEqualTo(train(6));
  }

  @Test
  void weightsThatWereWrittenAreReadAsTheyWere() {
    byte[] bytes = train(5);
    assertThat(Weights.parse(bytes).toBytes()).isEqualTo(bytes);
  }

  private byte[] train(long seed) {
    Trainer.Recipe recipe = new Trainer.Recipe(2, 2, 0.15, 1e-5, 0.5, 0.15, seed);
    return new Trainer(recipe).train(sentences, 2).toBytes();
  }
}
