package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final LabelledSet SET = LabelledSet.load();

  @Test
  void theSameSeedGivesTheSameBytes() {
    assertThat(train(5)).isEqualTo(train(5)).isNotEqualTo(train(6));
  }

  @Test
  void weightsThatWereWrittenAreReadAsTheyWere() {
    byte[] bytes = train(5);
    assertThat(Weights.parse(bytes).toBytes()).isEqualTo(bytes);
  }

  @Test
  void theCardIsOfTheShippedSentencesAndWeights() throws IOException {
    try (InputStream in = Resources.open("router.json")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains(SET.sha256(), "%08x".formatted(ModelCard.crc32(Weights.load().toBytes())));
    }
  }

  private byte[] train(long seed) {
    Trainer.Recipe recipe = new Trainer.Recipe(2, 2, 0.15, 1e-5, 0.5, 0.15, seed);
    return new Trainer(recipe).train(SET.training().subList(0, 300), 2).toBytes();
  }
}
