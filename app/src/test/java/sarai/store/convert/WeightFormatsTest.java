package sarai.store.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFormatsTest {
  @TempDir Path folder;

  @Test
  void melFiltersAreThoseOfLibrosa() {
    float[][] filters = MelFilters.of(80);

    assertThat(filters).hasDimensions(80, 201);
    assertThat(filters[0][0]).isZero();
    assertThat(filters[0][1]).isCloseTo(0.02486259f, within(1e-7f));
    assertThat(filters[0][2]).isZero();
    assertThat(filters[1][1]).isCloseTo(0.00199082f, within(1e-7f));
  }

  @Test
  void everyBroadMelFilterHasUnitArea() {
    float[][] filters = MelFilters.of(80);
    for (int i = 60; i < 80; i++) {
      double area = 0;
      for (float weight : filters[i]) {
        area += weight * 40;
      }
      assertThat(area).as("filter %d", i).isCloseTo(1, within(0.02));
    }
  }

  @Test
  void q8BlocksStayWithinHalfAStep() throws IOException {
    Random random = new Random(11);
    float[] row = new float[64];
    for (int i = 0; i < row.length; i++) {
      row[i] = random.nextFloat() * 4 - 2;
    }
    Path file = folder.resolve("q8");
    ModelOutput.write(file, out -> Q8Blocks.write(out, row));
    ByteBuffer blocks = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(blocks.remaining()).isEqualTo(2 * 34);
    for (int block = 0; block < 2; block++) {
      float scale = Float.float16ToFloat(blocks.getShort());
      for (int i = 0; i < 32; i++) {
        assertThat(blocks.get() * scale)
            .isCloseTo(row[block * 32 + i], within(scale * 0.51f + 0.002f));
      }
    }
  }

  @Test
  void aBlockOfZerosStaysZero() throws IOException {
    Path file = folder.resolve("q8");
    ModelOutput.write(file, out -> Q8Blocks.write(out, new float[32]));
    assertThat(Files.readAllBytes(file)).hasSize(34).containsOnly(0);
  }

  @Test
  void printedTokensBecomeTheirBytes() throws IOException {
    Gpt2Bytes alphabet = new Gpt2Bytes();
    assertThat(new String(alphabet.decode("ĠespaÃ±a"), StandardCharsets.UTF_8))
        .isEqualTo(" españa");
    assertThat(alphabet.decode("Ń")).containsExactly(0xad);
    assertThatThrownBy(() -> alphabet.decode("日")).isInstanceOf(MalformedFileException.class);
  }
}
