package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// ONNX Runtime with a model of Whisper's layout that knows nothing. That the real one hears right
/// is shown by [WhisperRecogniserIT].
class OnnxModelTest {
  private static final int POSITIONS = 40;

  private final RandomGenerator random = new SplittableRandom(11);

  @TempDir Path folder;

  private OnnxModel model;
  private Map<String, OnnxTensor> sound;

  @BeforeEach
  void open() throws Exception {
    Path file = TinyWhisper.write(folder.resolve("tiny.bin"), random);
    model = new OnnxModel(GgmlModel.open(file), 1, folder);
    sound = model.encode(noise(), POSITIONS);
  }

  private float[] noise() {
    float[] samples = new float[POSITIONS * 320 - 100];
    IntStream.range(0, samples.length).forEach(i -> samples[i] = random.nextFloat() - 0.5f);
    return samples;
  }

  @AfterEach
  void close() {
    sound.values().forEach(OnnxValue::close);
    model.close();
  }

  @Test
  void eachLayerOfTheDecoderGetsKeysAndValuesOfTheSound() {
    long share = TinyWhisper.WIDTH / TinyWhisper.HEADS;
    assertThat(shapes())
        .containsOnly(
            Map.entry("ck0", List.of(1L, (long) TinyWhisper.HEADS, share, (long) POSITIONS)),
            Map.entry("cv0", List.of(1L, (long) TinyWhisper.HEADS, (long) POSITIONS, share)));
  }

  private Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new HashMap<>();
    sound.forEach((name, tensor) ->
        shapes.put(name, Arrays.stream(tensor.getInfo().getShape()).boxed().toList()));
    return shapes;
  }

  @Test
  void tokensSaidOneByOneAreTheSameAsSaidTogether() throws Exception {
    try (Texts together = new Texts(model, sound);
        Texts single = new Texts(model, sound)) {
      float[] expected = together.begin(7, 30_000, 12);
      single.begin(7);
      single.begin(30_000);
      assertAlike(single.begin(12), expected);
    }
  }

  @Test
  void textsSideBySideDoNotDisturbEachOtherAndFollowTheirParents() throws Exception {
    try (Texts texts = new Texts(model, sound);
        Texts alone = new Texts(model, sound)) {
      texts.begin(7);
      texts.say(new int[] {0, 0}, new int[][] {{1}, {2}});
      float[][] crossed = texts.say(new int[] {1, 0, 1}, new int[][] {{5}, {5}, {9}});
      assertAlike(crossed[0], alone.begin(7, 2, 5));
      assertThat(crossed).hasNumberOfRows(3);
      assertThat(crossed[1]).isNotEqualTo(crossed[0]);
    }
  }

  @Test
  void whatIsHeardDependsOnTheSound() throws Exception {
    Map<String, OnnxTensor> other = model.encode(noise(), POSITIONS);
    try (Texts one = new Texts(model, sound);
        Texts two = new Texts(model, other)) {
      assertThat(one.begin(7)).isNotEqualTo(two.begin(7));
    } finally {
      other.values().forEach(OnnxValue::close);
    }
  }

  @Test
  void loadingLeavesNoFilesBehind() throws Exception {
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("tiny.bin"));
    }
  }

  @Test
  void aModelWithoutOneOfItsLayersIsNamed() throws Exception {
    byte[] bytes = TinyWhisper.bytes(random);
    Path cut =
        Files.write(folder.resolve("cut.bin"), Arrays.copyOf(bytes, bytes.length - lastTensor()));
    GgmlModel less = GgmlModel.open(cut);
    assertThatThrownBy(() -> new OnnxModel(less, 1, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("decoder.blocks.0.cross_attn.out.bias");
  }

  /// Bytes of the last tensor: its head, its name, its numbers.
  private static int lastTensor() {
    return 4 * 4 + "decoder.blocks.0.cross_attn.out.bias".length() + 4 * TinyWhisper.WIDTH;
  }

  private static void assertAlike(float[] logits, float[] expected) {
    assertThat(logits).hasSize(TinyWhisper.VOCABULARY).containsExactly(expected, within(0.05f));
  }
}
