package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaveOutTest {
  private static final int HEADER = 44;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"0, 1600", "1, 1600", "1599, 1600", "1600, 1600", "1601, 1601"})
  void noSoundIsShorterThanATenthOfASecond(int samples, int written) throws Exception {
    Path pcm = Files.write(folder.resolve("a.f32"), loud(samples));
    Path wave = folder.resolve("a.wav");
    WaveOut.write(pcm, 0, samples, wave);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(wave)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.remaining()).isEqualTo(HEADER + 2 * written);
    assertThat(bytes.getInt(4)).isEqualTo(bytes.remaining() - 8);
    assertThat(bytes.getInt(HEADER - 4)).isEqualTo(2 * written);
    for (int i = 0; i < written; i++) {
      assertThat(bytes.getShort(HEADER + 2 * i)).isEqualTo((short) (i < samples ? 32767 : 0));
    }
  }

  private static byte[] loud(int samples) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * samples).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples; i++) {
      bytes.putFloat(1);
    }
    return bytes.array();
  }
}
