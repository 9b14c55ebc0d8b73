package sarai.store.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WhisperConversionTest {
  @TempDir Path folder;

  @Test
  void headerTokensAndTensorsComeOutAsGgmlWantsThem() throws IOException {
    ByteBuffer ggml = converted(WhisperConversion.Precision.F16);

    assertThat(ints(ggml, 12)).containsExactly(0x67676d6c, 40, 15, 32, 2, 1, 15, 32, 2, 1, 80, 1);
    assertThat(ints(ggml, 2)).containsExactly(80, 201);
    ggml.position(ggml.position() + 80 * 201 * 4);
    assertThat(ggml.getInt()).isEqualTo(3);
    assertThat(text(ggml, ggml.getInt())).isEqualTo("a");
    assertThat(text(ggml, ggml.getInt())).isEqualTo(" b");
    assertThat(ggml.getInt()).isZero();
    Map<String, Integer> types = types(ggml, Map.of(0, 4.0, 1, 2.0));
    assertThat(types)
        .hasSize(50)
        .containsEntry("encoder.positional_embedding", 0)
        .containsEntry("encoder.conv1.weight", 1)
        .containsEntry("encoder.conv1.bias", 0)
        .containsEntry("decoder.blocks.0.cross_attn.key.weight", 1)
        .doesNotContainKey("decoder.blocks.0.attn.key.bias");
  }

  @Test
  void onlyMatricesAreQuantised() throws IOException {
    ByteBuffer ggml = converted(WhisperConversion.Precision.Q8_0);

    assertThat(ggml.getInt(11 * 4)).isEqualTo(7);
    ggml.position(12 * 4 + 8 + 80 * 201 * 4 + 4 + 4 + 1 + 4 + 2 + 4);
    assertThat(types(ggml, Map.of(0, 4.0, 1, 2.0, 8, 34 / 32.0)))
        .containsEntry("decoder.token_embedding.weight", 8)
        .containsEntry("encoder.blocks.0.mlp.2.weight", 8)
        .containsEntry("encoder.conv2.weight", 1)
        .containsEntry("decoder.positional_embedding", 0);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Path model = Files.write(folder.resolve("model.bin"), TinyModels.whisper(new Random(7)));
    assertThatThrownBy(() -> convert(Map.of("model.bin", model), WhisperConversion.Precision.F16))
        .isInstanceOf(MalformedFileException.class)
        .hasMessageContaining("vocabulary.json");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void damagedFilesAreRefusedAndLeaveNothing(long seed) throws IOException {
    RandomGenerator random = new Random(seed);
    Path vocabulary = TinyModels.vocabulary(folder);
    byte[] whole = TinyModels.whisper(random);
    for (int round = 0; round < 60; round++) {
      byte[] damaged = damage(whole, random);
      Path model = Files.write(folder.resolve("model.bin"), damaged);
      Files.deleteIfExists(target());
      try {
        convert(
            Map.of("model.bin", model, "vocabulary.json", vocabulary),
            WhisperConversion.Precision.Q8_0);
      } catch (MalformedFileException e) {
        assertThat(e).as("seed %d round %d", seed, round).hasMessageMatching("(?s).{20,}");
        assertThat(target()).as("seed %d round %d", seed, round).doesNotExist();
      }
    }
  }

  @Test
  void aCutFileIsRefusedWithTheMissingLength() throws IOException {
    byte[] whole = TinyModels.whisper(new Random(7));
    Path model = Files.write(folder.resolve("model.bin"), Arrays.copyOf(whole, whole.length / 2));
    Path vocabulary = TinyModels.vocabulary(folder);
    assertThatThrownBy(() ->
            convert(
                Map.of("model.bin", model, "vocabulary.json", vocabulary),
                WhisperConversion.Precision.F16))
        .isInstanceOf(MalformedFileException.class);
  }

  private static byte[] damage(byte[] whole, RandomGenerator random) {
    byte[] damaged =
        random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
    for (int i = 0; i < 1 + random.nextInt(8) && damaged.length > 0; i++) {
      damaged[random.nextInt(Math.min(damaged.length, 2000))] = (byte) random.nextInt();
    }
    return damaged;
  }

  private ByteBuffer converted(WhisperConversion.Precision precision) throws IOException {
    Path model = Files.write(folder.resolve("model.bin"), TinyModels.whisper(new Random(7)));
    convert(
        Map.of("model.bin", model, "vocabulary.json", TinyModels.vocabulary(folder)), precision);
    return ByteBuffer.wrap(Files.readAllBytes(target())).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void convert(Map<String, Path> taken, WhisperConversion.Precision precision)
      throws IOException {
    new WhisperConversion(precision)
        .convert(Objects.requireNonNull(taken.get("model.bin")), taken, target());
  }

  private Path target() {
    return folder.resolve("ggml.bin");
  }

  private static int[] ints(ByteBuffer from, int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = from.getInt();
    }
    return values;
  }

  private static String text(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Walks the tensors to the very end of the file.
  private static Map<String, Integer> types(ByteBuffer ggml, Map<Integer, Double> bytesEach) {
    Map<String, Integer> types = new HashMap<>();
    while (ggml.hasRemaining()) {
      int dimensions = ggml.getInt();
      int nameLength = ggml.getInt();
      int type = ggml.getInt();
      int count = 1;
      for (int i = 0; i < dimensions; i++) {
        count *= ggml.getInt();
      }
      types.put(text(ggml, nameLength), type);
      ggml.position(ggml.position() + (int) (count * bytesEach.getOrDefault(type, Double.NaN)));
    }
    return types;
  }
}
