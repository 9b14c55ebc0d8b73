package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sarai.units.Bytes;

class HeapGateTest {
  private final HeapGate gate = new HeapGate(Bytes.of(10_000_000));

  @Test
  void whatNeverHasRoomIsRefusedWithItsNumbers() {
    assertThatThrownBy(() -> gate.hold(new ImageSize(1000, 1000), 11))
        .isInstanceOf(MediaException.DecoderLimit.class)
        .hasMessageContainingAll("1000×1000", "11.0 MB", "10.0 MB", "pull --engines");
  }

  @Test
  void whoComesWhenItIsFullWaitsForWhoHoldsIt() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    HeapGate.Held first = gate.hold(new ImageSize(800, 1000), 11);
    Thread second =
        Thread.ofVirtual()
            .start(() -> {
              try (HeapGate.Held _ = gate.hold(new ImageSize(800, 1000), 11)) {
                entered.countDown();
              } catch (MediaException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(entered.await(100, TimeUnit.MILLISECONDS)).isFalse();
    first.close();
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    second.join();
  }
}
