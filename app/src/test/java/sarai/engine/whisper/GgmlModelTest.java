package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.engine.EngineException;
import sarai.store.GgufType;

class GgmlModelTest {
  @TempDir Path folder;

  private static GgmlTensor tensor(GgufType type, int columns, ByteBuffer bytes) {
    int rows = (int) (bytes.capacity() / type.bytes(columns));
    return new GgmlTensor(MemorySegment.ofBuffer(bytes.rewind()), type, columns, rows);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void sizesWordsAndTensorsAreRead() throws Exception {
    Path file = TinyWhisper.write(folder.resolve("tiny.bin"), new SplittableRandom(1));
    GgmlModel model = GgmlModel.open(file);
    assertThat(model.size()).isEqualTo(new GgmlHeader(51_865, 50, 32, 2, 1, 448, 1, 4));
    assertThat(model.vocabulary()).hasSize(2);
    assertThat(model.melBands()).hasSize(4 * 201);
    GgmlTensor kernel = model.tensor("encoder.conv1.weight");
    assertThat(kernel.columns()).isEqualTo(3);
    assertThat(kernel.floats()).hasSize(3 * 4 * 32);
    assertThatThrownBy(() -> model.tensor("encoder.blocks.0.attn.key.bias"))
        .hasMessageContaining("encoder.blocks.0.attn.key.bias");
  }

  @Test
  void eightBitsHaveAScaleForEach32() {
    ByteBuffer bytes = little(2 * 34);
    bytes.putShort(0, Float.floatToFloat16(0.5f)).put(2, (byte) -127).put(33, (byte) 3);
    bytes.putShort(34, Float.floatToFloat16(2)).put(36, (byte) 1);
    float[] values = tensor(GgufType.Q8_0, 64, bytes).floats();
    assertThat(values[0]).isEqualTo(-63.5f);
    assertThat(values[31]).isEqualTo(1.5f);
    assertThat(values[32]).isEqualTo(2);
  }

  @Test
  void fiveBitsAreHalvesOfBytesAndTheirFifthBitsTogether() {
    ByteBuffer bytes = little(22);
    bytes.putShort(0, Float.floatToFloat16(2)).putInt(2, 1 | 1 << 17).put(6, (byte) 0x53);
    float[] values = tensor(GgufType.Q5_0, 32, bytes).floats();
    assertThat(values[0]).isEqualTo(2 * (3 + 16 - 16));
    assertThat(values[16]).isEqualTo(2 * (5 - 16));
    assertThat(values[17]).isEqualTo(2 * (16 - 16));
    ByteBuffer offset = little(24);
    offset.putShort(0, Float.floatToFloat16(2)).putShort(2, Float.floatToFloat16(-1));
    offset.put(8, (byte) 0x53);
    float[] least = tensor(GgufType.Q5_1, 32, offset).floats();
    assertThat(least[0]).isEqualTo(5);
    assertThat(least[16]).isEqualTo(9);
  }

  @Test
  void halvesAndFloatsStandAlone() {
    ByteBuffer halves = little(4).putShort(Float.floatToFloat16(-0.25f));
    assertThat(tensor(GgufType.F16, 2, halves).floats()).containsExactly(-0.25f, 0);
    ByteBuffer floats = little(8).putFloat(3).putFloat(4);
    assertThat(tensor(GgufType.F32, 1, floats).floats()).containsExactly(3, 4);
  }

  @Test
  void eightBitsStayWhatTheyWere() {
    ByteBuffer bytes = little(34).putShort(Float.floatToFloat16(0.01f));
    for (int i = 0; i < 32; i++) {
      bytes.put((byte) (8 * i - 127));
    }
    EightBits again = new EightBits(tensor(GgufType.Q8_0, 32, bytes));
    byte[] row = again.row(0);
    for (int i = 0; i < 32; i++) {
      assertThat(row[i] & 255).isEqualTo(128 + 8 * i - 127);
    }
    assertThat(again.scales()[0])
        .isCloseTo(Float.float16ToFloat(Float.floatToFloat16(0.01f)), within(1e-8f));
  }

  @Test
  void nothingButZerosHasNoScale() {
    EightBits zeros = new EightBits(tensor(GgufType.F32, 32, little(128)));
    assertThat(zeros.row(0)).containsOnly(128);
    assertThat(zeros.scales()).containsExactly(0);
  }

  @Test
  void aFileThatIsCutOrChangedIsRefusedOrReadAndNeverMore() throws Exception {
    byte[] good = TinyWhisper.bytes(new SplittableRandom(1));
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(i % 2 == 0 ? 5_000 : good.length));
      for (int j = 0; j < 3; j++) {
        bytes[random.nextInt(Math.min(bytes.length, 4_000))] ^= (byte) (1 << random.nextInt(8));
      }
      Path file = Files.write(folder.resolve("fuzz.bin"), bytes);
      try {
        assertThat(GgmlModel.open(file).size().width()).as("seed %d", seed).isNotNegative();
      } catch (IOException e) {
        assertThat(e).as("seed %d", seed).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void anotherFileAndAnotherTypeAreNamed() throws Exception {
    Path text = Files.writeString(folder.resolve("text.bin"), "no model at all, only a text");
    assertThatThrownBy(() -> GgmlModel.open(text))
        .hasMessageContaining("it has 28 bytes, a header 48");
    ByteBuffer bytes = ByteBuffer.wrap(TinyWhisper.bytes(new SplittableRandom(1)));
    int firstType = 48 + 8 + 4 * 4 * 201 + 4 + 5 + 5 + 8;
    bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(firstType, 2);
    Path four = Files.write(folder.resolve("four.bin"), bytes.array());
    assertThatThrownBy(() -> GgmlModel.open(four))
        .hasMessageContaining("encoder.conv1.weight")
        .hasMessageContaining("type 2 (Q4_0)");
  }

  @Test
  void whatDoesNotFitIsSaidWithItsNumbers() throws Exception {
    byte[] good = TinyWhisper.bytes(new SplittableRandom(1));
    Path cut = Files.write(folder.resolve("cut.bin"), Arrays.copyOf(good, good.length - 10));
    assertThatThrownBy(() -> GgmlModel.open(cut))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("are not in its " + (good.length - 10));
    ByteBuffer narrow = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).putInt(7 * 4, 16);
    Path unequal = Files.write(folder.resolve("unequal.bin"), narrow.array());
    assertThatThrownBy(() -> GgmlModel.open(unequal))
        .hasMessageContaining("encoder (width 32, 2 heads) and decoder (width 16, 2 heads)");
  }

  @Test
  void aCutFileIsRefusedByItsHeaderAlone() throws Exception {
    byte[] good = TinyWhisper.bytes(new SplittableRandom(1));
    ByteBuffer base = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
    base.putInt(3 * 4, 512).putInt(4 * 4, 8).putInt(7 * 4, 512).putInt(8 * 4, 8);
    Path cut = Files.write(folder.resolve("base.bin"), Arrays.copyOf(good, 1_000_000));
    assertThatThrownBy(() -> GgmlHeader.read(cut))
        .isInstanceOf(EngineException.LoadFailed.class)
        .hasMessageContaining("base.bin")
        .hasMessageContaining("at least 1.84 MB: the file is cut");
  }
}
