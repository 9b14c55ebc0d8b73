package sarai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sarai.config.SaraiConfig;

class VisionCacheTest {
  private Instant now = Instant.EPOCH;

  @Test
  void theSameQuestionIsAnsweredWhateverItsBlanksAndCase() {
    VisionCache cache = cache(true, 10);
    cache.keep(key("ana", "¿Qué ves?"), Likeness.NONE, "un círculo");
    assertThat(cache.find(key("ana", "  ¿QUE\u0301   ves? "), Likeness.NONE))
        .contains("un círculo");
    assertThat(cache.counts()).isEqualTo(new VisionCache.Counts(1, 0, 0));
  }

  @Test
  void nobodyIsAnsweredWithWhatAnotherAsked() {
    VisionCache cache = cache(true, 10);
    cache.keep(key("ana", "q"), alike(0), "a");
    assertThat(cache.find(key("eva", "q"), alike(0))).isEmpty();
    cache.purge("ana");
    assertThat(cache.find(key("ana", "q"), alike(0))).isEmpty();
    assertThat(cache.counts()).isEqualTo(new VisionCache.Counts(0, 0, 2));
  }

  @Test
  void answersExpire() {
    VisionCache cache = cache(true, 10);
    cache.keep(key("ana", "q"), Likeness.NONE, "a");
    now = now.plusSeconds(59);
    assertThat(cache.find(key("ana", "q"), Likeness.NONE)).contains("a");
    now = now.plusSeconds(1);
    assertThat(cache.find(key("ana", "q"), Likeness.NONE)).isEmpty();
    assertThat(cache.size()).isZero();
  }

  @Test
  void theLeastRecentlyUsedLeavesFirst() {
    VisionCache cache = cache(true, 2);
    cache.keep(key("ana", "1"), Likeness.NONE, "one");
    cache.keep(key("ana", "2"), Likeness.NONE, "two");
    assertThat(cache.find(key("ana", "1"), Likeness.NONE)).contains("one");
    cache.keep(key("ana", "3"), Likeness.NONE, "three");
    assertThat(cache.find(key("ana", "2"), Likeness.NONE)).isEmpty();
    assertThat(cache.find(key("ana", "1"), Likeness.NONE)).contains("one");
  }

  @Test
  void offMeansOff() {
    VisionCache cache = cache(false, 10);
    cache.keep(key("ana", "q"), Likeness.NONE, "a");
    assertThat(cache.find(key("ana", "q"), Likeness.NONE)).isEmpty();
  }

  @Test
  void aPictureThatLooksTheSameIsReusedAndOneThatOnlyHashesTheSameIsNot() {
    VisionCache cache = cache(true, 10);
    cache.keep(key("ana", "q"), alike(0), "a");
    VisionKey other = VisionKey.of("ana", "m", List.of("other"), "q", "p");
    assertThat(cache.find(other, alike(3))).contains("a");
    assertThat(alike(0).proposes(alike(40))).isTrue();
    assertThat(cache.find(other, alike(40))).isEmpty();
    assertThat(cache.find(other, Likeness.NONE)).isEmpty();
    assertThat(cache.counts()).isEqualTo(new VisionCache.Counts(0, 1, 2));
  }

  /// A gray picture, all of it brighter by `shift`: its hash does not change.
  private static Likeness alike(int shift) {
    int[] rgb = new int[64 * 64];
    Arrays.fill(rgb, (100 + shift) * 0x010101);
    return Likeness.of(rgb, 64, 64);
  }

  private static VisionKey key(String user, String prompt) {
    return VisionKey.of(user, "m", List.of("hash"), prompt, "p");
  }

  private VisionCache cache(boolean on, int entries) {
    return new VisionCache(new SaraiConfig.Cache(on, entries, Duration.ofSeconds(60)), () -> now);
  }
}
