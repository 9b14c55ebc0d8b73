package sarai.engine.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import sarai.engine.EngineException;

class CircuitBreakerTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
  private final CircuitBreaker breaker =
      new CircuitBreaker(
          new Timing(InstantSource.fixed(Instant.EPOCH), nanos::get, new Random(3), pause -> {}));

  private void fail(int times) throws EngineException {
    for (int i = 0; i < times; i++) {
      breaker.enter("x");
      breaker.failed(Duration.ZERO);
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void refuses() {
    assertThatThrownBy(() -> breaker.enter("x")).isInstanceOf(EngineException.Unavailable.class);
  }

  @Test
  void opensAfterThreeFailuresInARowOnly() throws Exception {
    fail(2);
    breaker.enter("x");
    breaker.succeeded();
    fail(2);
    assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.CLOSED);
    fail(1);
    refuses();
  }

  @Test
  void letsOneTryThroughAfterItsTime() throws Exception {
    fail(3);
    pass(Duration.ofMillis(4_900));
    refuses();
    pass(Duration.ofMillis(1_200));
    breaker.enter("x");
    assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
    refuses();
    breaker.succeeded();
    breaker.enter("x");
  }

  @Test
  void aFailedTryOpensItForTwiceAsLongUpToTwoMinutes() throws Exception {
    fail(3);
    long before = 5_000;
    for (int i = 0; i < 8; i++) {
      pass(Duration.ofMinutes(3));
      breaker.enter("x");
      breaker.failed(Duration.ZERO);
      long expected = Math.min(before * 2, 120_000);
      pass(Duration.ofMillis(expected - 100));
      refuses();
      before = expected;
    }
  }

  @Test
  void anAbandonedTryLeavesTheNextOneFree() throws Exception {
    fail(3);
    pass(Duration.ofMinutes(1));
    breaker.enter("x");
    breaker.abandoned();
    breaker.enter("x");
    assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
  }

  @Test
  void aSignOfLifeClosesItButOneMoreFailureOpensIt() throws Exception {
    fail(3);
    pass(Duration.ofMinutes(1));
    breaker.enter("x");
    breaker.answering();
    breaker.enter("x");
    breaker.failed(Duration.ZERO);
    refuses();
  }
}
