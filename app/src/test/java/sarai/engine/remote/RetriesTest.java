package sarai.engine.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {
  private static final Duration LEFT = Duration.ofMinutes(1);

  @Test
  void pausesGrowAndAreSpread() {
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      assertThat(Retries.DEFAULT.pause(1, Duration.ZERO, LEFT, random))
          .isBetween(Duration.ofMillis(150), Duration.ofMillis(300));
      assertThat(Retries.DEFAULT.pause(2, Duration.ZERO, LEFT, random))
          .isBetween(Duration.ofMillis(300), Duration.ofMillis(600));
    }
  }

  @Test
  void thereIsNoTryBeyondTheLastNorBeyondTheTime() {
    Random random = new Random(11);
    assertThat(Retries.DEFAULT.pause(3, Duration.ZERO, LEFT, random)).isNull();
    assertThat(Retries.DEFAULT.pause(1, Duration.ZERO, Duration.ofMillis(100), random)).isNull();
    assertThat(Retries.DEFAULT.pause(1, Duration.ofSeconds(6), LEFT, random)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "120, 120",
    "' 3 ', 3",
    "'Sun, 22 Nov 2026 17:00:30 GMT', 30",
    "'Sun, 22 Nov 2026 16:00:00 GMT', 0",
    "soon, 0",
    "-4, 0"
  })
  void readsRetryAfter(String header, long seconds) {
    assertThat(Statuses.retryAfter(header, Instant.parse("2026-11-22T17:00:00Z")))
        .isEqualTo(Duration.ofSeconds(seconds));
  }
}
