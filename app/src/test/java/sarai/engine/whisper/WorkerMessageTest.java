package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.engine.whisper.WorkerMessage.Failed;
import sarai.engine.whisper.WorkerMessage.Finished;
import sarai.engine.whisper.WorkerMessage.Heard;
import sarai.engine.whisper.WorkerMessage.Listen;
import sarai.engine.whisper.WorkerMessage.Ready;

class WorkerMessageTest {
  @Test
  void messagesArriveAsTheyWereSent() throws IOException {
    List<WorkerMessage> all =
        List.of(
            new Listen("/tmp/ñandú.f32", 1L << 40, 480_000, null, "lo de antes"),
            new Listen("", 0, 0, "en", null),
            new Ready("AVX2 = 1"),
            new Heard(0.5, 2.25, " ¿Qué tal? 日本"),
            new Finished("es"),
            new Failed("code −7"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (WorkerMessage message : all) {
      WorkerMessage.write(out, message);
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    for (WorkerMessage message : all) {
      assertThat(WorkerMessage.read(in)).isEqualTo(message);
    }
    assertThat(in.available()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nonsenseIsAnIoException(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 4 && random.nextBoolean()) {
        bytes[0] = 0;
        bytes[1] = 0;
        bytes[2] = 0;
        bytes[4] = (byte) random.nextInt(7);
      }
      try {
        assertThat(WorkerMessage.read(new DataInputStream(new ByteArrayInputStream(bytes))))
            .as("seed %d round %d", seed, round)
            .isNotNull();
      } catch (IOException e) {
        assertThat(e).as("seed %d round %d", seed, round).isNotNull();
      }
    }
  }
}
