package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenLayerTest {
  private static final FeatureVector NEITHER = vector(3);
  private static final FeatureVector ONE = vector(1, 3);
  private static final FeatureVector OTHER = vector(2, 3);
  private static final FeatureVector BOTH = vector(1, 2, 3);

  /// No sum of direct weights can say so.
  @Test
  void learnsThatEitherFeatureSpeaksForAnOutputButNotBoth() {
    HiddenLayer layer = HiddenModel.together(List.of(trained(1), trained(2)));
    double either = Math.min(layer.logits(ONE)[0], layer.logits(OTHER)[0]);
    double other = Math.max(layer.logits(NEITHER)[0], layer.logits(BOTH)[0]);
    assertThat(either).isGreaterThan(other + 2);
  }

  @Test
  void modelsTogetherSayTheirMean() {
    HiddenModel first = trained(1);
    HiddenModel second = trained(2);
    double mean = (logit(first, ONE) + logit(second, ONE)) / 2;
    double together = HiddenModel.together(List.of(first, second)).logits(ONE)[0];
    assertThat(together).isCloseTo(mean, within(0.1));
  }

  @Test
  void aLayerThatWasWrittenIsReadAsItWas() throws IOException {
    HiddenLayer layer = HiddenModel.together(List.of(trained(1)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    layer.write(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    HiddenLayer read = HiddenLayer.read(in);
    assertThat(read.size()).isEqualTo(HiddenModel.NEURONS);
    assertThat(read.logits(BOTH)).isEqualTo(layer.logits(BOTH));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 33, 1 << 14, 32 | 1 << 15, 0xffff})
  void aDamagedNumberOfNeuronsIsRefused(int count) {
    byte[] bytes = new byte[1 << 21];
    ByteBuffer.wrap(bytes).putShort((short) count);
    assertThatThrownBy(() -> HiddenLayer.read(new DataInputStream(new ByteArrayInputStream(bytes))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(count + " neurons");
  }

  private static HiddenModel trained(long seed) {
    HiddenModel model = new HiddenModel(new Random(seed));
    List<FeatureVector> order = List.of(NEITHER, ONE, OTHER, BOTH);
    for (int round = 0; round < 500; round++) {
      for (FeatureVector it : order) {
        float[] activity = model.activity(it);
        double error =
            1 / (1 + Math.exp(-model.logit(activity, 0))) - (it == ONE || it == OTHER ? 1 : 0);
        model.learn(it, activity, new double[] {error, 0, 0, 0});
      }
    }
    return model;
  }

  private static double logit(HiddenModel model, FeatureVector features) {
    return model.logit(model.activity(features), 0);
  }

  private static FeatureVector vector(int... buckets) {
    float[] values = new float[buckets.length];
    Arrays.fill(values, 8);
    return FeatureVector.of(buckets, values);
  }
}
