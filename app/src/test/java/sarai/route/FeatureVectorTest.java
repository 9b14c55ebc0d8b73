package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureVectorTest {
  private static final FeatureVector THREE =
      FeatureVector.of(new int[] {5, 1, 9}, new float[] {0.5f, 1, 2});

  @Test
  void whatWasEncodedIsReadInRisingOrder() {
    FeatureVector read = FeatureVector.decoded(encoded(THREE)).orElseThrow();
    assertThat(read.buckets()).containsExactly(1, 5, 9);
    assertThat(read.values()).containsExactly(1, 0.5f, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0:", "12:"})
  void featuresOfAnotherSchemeOrOfNoneAreNotRead(String scheme) {
    assertThat(FeatureVector.decoded(encoded(THREE).replaceFirst("1:", scheme))).isEmpty();
  }

  @Test
  void bytesLeftOverAreRefused() {
    String encoded = encoded(THREE) + "AAAA";
    assertThatThrownBy(() -> FeatureVector.decoded(encoded))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("27 bytes");
  }

  /// Or what was stored would be learned as something else. The words are common ones, which no
  /// training reads as others.
  @Test
  void theSchemeIsRaisedWithEveryChangeOfTheBuckets() {
    String text = "¿Por qué estoy tan triste hoy? Explain { this } code, please: 2 + 2 = 4";
    byte[] features = encoded(IntentScorer.load().features(text)).getBytes(StandardCharsets.UTF_8);
    assertThat(ModelCard.crc32(features)).as("scheme %d", Features.SCHEME).isEqualTo(2876973390L);
  }

  private static String encoded(FeatureVector vector) {
    return Objects.requireNonNull(vector.encoded());
  }
}
