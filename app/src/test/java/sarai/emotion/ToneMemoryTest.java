package sarai.emotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ToneMemoryTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final ToneMemory memory = new ToneMemory(now::get, 5, 2);

  private void feel(String session, double... valences) {
    for (double valence : valences) {
      memory.add(session, "ana", new Emotion(Feeling.SADNESS, valence, 0.3, 0, 0.8));
    }
  }

  @Test
  void knowsNothingBeforeThreeTurns() {
    feel("a", 0.1, 0.1);
    memory.add("a", null, Emotion.NEUTRAL);
    assertThat(memory.valence("a")).isEmpty();
    feel("a", 0.1);
    assertThat(memory.valence("a").orElseThrow()).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void remembersTheLastFiveOnly() {
    feel("a", 0.9, 0.9, 0.1, 0.1, 0.1, 0.1, 0.1);
    assertThat(memory.valence("a").orElseThrow()).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void aNarrowerWindowForgetsTheOldestAndKeepsTheRest() {
    feel("a", 0.9, 0.9, 0.1, 0.1, 0.1);
    memory.resize(3);
    assertThat(memory.valence("a").orElseThrow()).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void feelingsFadeTowardsNeutral() {
    feel("a", 0.1, 0.1, 0.1);
    now.set(now.get().plus(ToneMemory.HALF_LIFE));
    assertThat(memory.valence("a").orElseThrow()).isCloseTo(0.3, within(1e-9));
    now.set(now.get().plus(Duration.ofDays(2)));
    assertThat(memory.valence("a").orElseThrow()).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void forgetsTheConversationThatWasSilentLongest() {
    feel("a", 0.1, 0.1, 0.1);
    feel("b", 0.2, 0.2, 0.2);
    feel("a", 0.1);
    feel("c", 0.3, 0.3, 0.3);
    assertThat(memory.valence("b")).isEmpty();
    assertThat(memory.valence("a")).isPresent();
  }

  @Test
  void forgetsAConversationOrAPersonWhenTold() {
    feel("a", 0.1, 0.1, 0.1);
    feel("b", 0.2, 0.2, 0.2);
    memory.forget((session, user) -> session.equals("a"));
    assertThat(memory.valence("a")).isEmpty();
    assertThat(memory.valence("b")).isPresent();
    memory.forget((session, user) -> "ana".equals(user));
    assertThat(memory.valence("b")).isEmpty();
  }
}
