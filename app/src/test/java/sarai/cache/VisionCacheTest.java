package sarai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import sarai.chat.Usage;
import sarai.config.SaraiConfig;

class VisionCacheTest {
  private static final Asker ANA = new Asker("ana", "here");

  private Instant now = Instant.EPOCH;

  @Test
  void theSameQuestionIsAnsweredWhateverItsBlanksAndCase() {
    VisionCache cache = cache(true, 10);
    cache.keep(key("ana", "¿Qué ves?"), ANA, kept("un círculo"));
    assertThat(cache.find(key("ana", "  ¿QUE\u0301   ves? "))).contains(kept("un círculo"));
    assertThat(cache.counts()).isEqualTo(new VisionCache.Counts(1, 0, 1));
  }

  @Test
  void nobodyIsAnsweredWithWhatAnotherAsked() {
    VisionCache cache = cache(true, 10);
    cache.keep(key("ana", "q"), ANA, kept("a"));
    assertThat(cache.find(key("eva", "q"))).isEmpty();
  }

  @Test
  void purgeForgetsAPersonOrAConversationAndNobodyElse() {
    VisionCache cache = cache(true, 10);
    cache.keep(key("ana", "here"), ANA, kept("a"));
    cache.keep(key("ana", "there"), new Asker("ana", "there"), kept("a"));
    cache.keep(key("eva", "q"), new Asker("eva", "here"), kept("e"));
    assertThat(cache.purge(asker -> "there".equals(asker.session()))).isEqualTo(1);
    assertThat(cache.find(key("ana", "there"))).isEmpty();
    assertThat(cache.find(key("ana", "here"))).isPresent();
    assertThat(cache.purge(asker -> "ana".equals(asker.user()))).isEqualTo(1);
    assertThat(cache.find(key("ana", "here"))).isEmpty();
    assertThat(cache.find(key("eva", "q"))).isPresent();
  }

  @Test
  void answersExpire() {
    VisionCache cache = cache(true, 10);
    cache.keep(key("ana", "q"), ANA, kept("a"));
    now = now.plusSeconds(59);
    assertThat(cache.find(key("ana", "q"))).contains(kept("a"));
    now = now.plusSeconds(1);
    assertThat(cache.find(key("ana", "q"))).isEmpty();
    assertThat(cache.counts().entries()).isZero();
  }

  @Test
  void theLeastRecentlyUsedLeavesFirst() {
    VisionCache cache = cache(true, 2);
    cache.keep(key("ana", "1"), ANA, kept("one"));
    cache.keep(key("ana", "2"), ANA, kept("two"));
    assertThat(cache.find(key("ana", "1"))).contains(kept("one"));
    cache.keep(key("ana", "3"), ANA, kept("three"));
    assertThat(cache.find(key("ana", "2"))).isEmpty();
    assertThat(cache.find(key("ana", "1"))).contains(kept("one"));
  }

  @Test
  void offMeansOff() {
    VisionCache cache = cache(false, 10);
    cache.keep(key("ana", "q"), ANA, kept("a"));
    assertThat(cache.find(key("ana", "q"))).isEmpty();
  }

  @Test
  void veryLongAnswersAreNotKept() {
    VisionCache cache = cache(true, 10);
    cache.keep(key("ana", "q"), ANA, kept("x".repeat(20_000)));
    assertThat(cache.counts().entries()).isZero();
  }

  private static VisionCache.Kept kept(String text) {
    return new VisionCache.Kept("eyes", text, Usage.NONE);
  }

  private static VisionKey key(String user, String prompt) {
    return VisionKey.of(user, "m", List.of("hash"), prompt, "p");
  }

  private VisionCache cache(boolean on, int entries) {
    return new VisionCache(new SaraiConfig.Cache(on, entries, Duration.ofSeconds(60)), () -> now);
  }
}
