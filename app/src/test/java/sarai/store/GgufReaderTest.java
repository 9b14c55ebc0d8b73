package sarai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sarai.store.GgufHeader.Model;
import sarai.store.GgufHeader.Pooling;
import sarai.store.GgufProjector.Audio;
import sarai.store.GgufProjector.Encoder;
import sarai.store.GgufProjector.Vision;
import sarai.units.Bytes;

class GgufReaderTest {
  @Test
  void readsTheVisionModel() throws IOException {
    GgufHeader header = GgufReader.read(file("tiny-vl.gguf"));
    GgufLayer layer = new GgufLayer(4, 2, 32, 32, false, 0);
    assertThat(header.version()).isEqualTo(3);
    assertThat(header.architecture()).isEqualTo("qwen3vl");
    assertThat(header.name()).isEqualTo("SARAi tiny-vl");
    assertThat(header.quantisation()).isEqualTo("F16");
    assertThat(header.model())
        .isEqualTo(
            new Model(
                List.of(layer, layer, layer, layer),
                4096,
                128,
                384,
                639,
                0,
                true,
                true,
                Pooling.UNSPECIFIED));
    assertThat(header.projector()).isNull();
    assertThat(header.tensors()).hasSize(46);
    assertThat(header.tensorBytesByType())
        .isEqualTo(Map.of("F16", Bytes.of(868_224 * 2), "F32", Bytes.of(1408 * 4)));
    assertThat(header.tensorsByType()).isEqualTo(Map.of(GgufType.F16, 29, GgufType.F32, 17));
    assertThat(header.tensorBytes()).isEqualTo(Bytes.of(1_742_080));
    assertThat(header.embeddingBytes()).isEqualTo(Bytes.of(163_584));
    assertThat(header.outputBytes()).isEqualTo(Bytes.ZERO);
    assertThat(header.dataOffset()).isEqualTo(20_192);
    assertThat(header.fileSize()).isEqualTo(1_762_272);
  }

  @Test
  void readsTheVisionProjector() throws IOException {
    GgufHeader header = GgufReader.read(file("tiny-vl-mmproj.gguf"));
    assertThat(header.architecture()).isEqualTo("clip");
    assertThat(header.model()).isNull();
    assertThat(header.projector())
        .isEqualTo(
            new GgufProjector(
                "qwen3vl_merger", new Vision(new Encoder(4, 128, 256, 4, 128), 256, 16, 2), null));
    assertThat(header.tensors()).hasSize(64);
    assertThat(header.tensorBytes()).isEqualTo(Bytes.of(1_376_256 * 2 + 41_088 * 4));
  }

  @Test
  void readsTheAudioModelAndItsProjector() throws IOException {
    Model model = Objects.requireNonNull(GgufReader.read(file("tiny-omni.gguf")).model());
    assertThat(model.layers()).hasSize(3);
    assertThat(model.vocabulary()).isEqualTo(561);
    GgufHeader projector = GgufReader.read(file("tiny-omni-mmproj.gguf"));
    assertThat(projector.projector())
        .isEqualTo(
            new GgufProjector("qwen2a", null, new Audio(new Encoder(2, 96, 192, 4, 128), 80)));
    assertThat(projector.tensorBytes()).isEqualTo(Bytes.of(210_432 * 2 + 146_432 * 4));
  }

  @Test
  void takesHeadLengthsFromTheirKeysAndElseFromTheEmbedding() throws IOException {
    Model qwen3 =
        model(
            GgufBytes.model("qwen3", 28, 1024, 16, 8)
                .number("qwen3.attention.key_length", 128)
                .number("qwen3.attention.value_length", 96));
    assertThat(qwen3.layers().getFirst()).isEqualTo(new GgufLayer(16, 8, 128, 96, false, 0));
    Model llama = model(GgufBytes.model("llama", 32, 4096, 32, 8));
    assertThat(llama.layers().getLast()).isEqualTo(new GgufLayer(32, 8, 128, 128, false, 0));
  }

  @Test
  void knowsWhichLayersSlide() throws IOException {
    Model gemma =
        model(
            GgufBytes.model("gemma3", 34, 2560, 8, 4)
                .number("gemma3.attention.sliding_window", 1024));
    assertThat(gemma.slidingWindow()).isEqualTo(1024);
    assertThat(gemma.layers().stream().filter(layer -> !layer.sliding()).count()).isEqualTo(5);
    assertThat(gemma.layers().get(5).sliding()).isFalse();
    Model listed =
        model(
            GgufBytes.model("gemma4", 3, 256, 4, 1)
                .number("gemma4.attention.sliding_window", 512)
                .flags("gemma4.attention.sliding_window_pattern", 1, 0, 1));
    assertThat(listed.layers().stream().map(GgufLayer::sliding)).containsExactly(true, false, true);
    Model ignored =
        model(GgufBytes.model("phi3", 2, 256, 4, 4).number("phi3.attention.sliding_window", 512));
    assertThat(ignored.slidingWindow()).isZero();
  }

  @Test
  void knowsWhichLayersAreRecurrent() throws IOException {
    GgufBytes lfm2 =
        new GgufBytes()
            .text("general.architecture", "lfm2")
            .number("lfm2.block_count", 3)
            .number("lfm2.embedding_length", 2048)
            .number("lfm2.attention.head_count", 32)
            .numbers("lfm2.attention.head_count_kv", 0, 8, 0)
            .number("lfm2.shortconv.l_cache", 3);
    assertThat(model(lfm2).layers()).extracting(GgufLayer::kvHeads).containsExactly(0, 8, 0);
    assertThat(model(lfm2).layers())
        .extracting(GgufLayer::stateValues)
        .containsExactly(4096L, 0L, 4096L);
    GgufBytes mamba =
        GgufBytes.model("mamba", 1, 768, 0, 0)
            .number("mamba.ssm.conv_kernel", 4)
            .number("mamba.ssm.inner_size", 1536)
            .number("mamba.ssm.state_size", 16);
    assertThat(model(mamba).layers())
        .containsExactly(new GgufLayer(0, 0, 0, 0, false, 3 * 1536 + 16 * 1536));
  }

  @Test
  void knowsThatAnEncoderKeepsNothing() throws IOException {
    Model bert =
        model(
            GgufBytes.model("bert", 12, 384, 12, 12)
                .flag("bert.attention.causal", false)
                .number("bert.pooling_type", 1));
    assertThat(bert.causal()).isFalse();
    assertThat(bert.pooling()).isEqualTo(Pooling.MEAN);
  }

  @Test
  void passesOverLongArraysAndTexts() throws IOException {
    String[] tokens = new String[5000];
    Arrays.fill(tokens, "word");
    Model model =
        model(
            GgufBytes.model("llama", 1, 64, 1, 1)
                .texts("tokenizer.ggml.tokens", tokens)
                .text("tokenizer.chat_template", "x".repeat(100_000)));
    assertThat(model.vocabulary()).isEqualTo(5000);
    assertThat(model.chatTemplate()).isTrue();
  }

  @Test
  void givesATensorOfUnknownTypeTheRoomUpToTheNext() throws IOException {
    GgufHeader header =
        GgufBytes.model("llama", 1, 64, 1, 1)
            .tensorAt("new", 999, 0, 64, 3)
            .tensorAt("f32", 0, 4096, 8)
            .tensorAt("end", 999, 4128, 8)
            .read(8192);
    assertThat(header.tensors())
        .extracting(GgufTensor::typeName)
        .containsExactly("type 999", "F32", "type 999");
    assertThat(header.tensors().getFirst().bytes()).isEqualTo(4096);
    assertThat(header.tensors().getLast().bytes()).isEqualTo(8192 - 4128);
  }

  @Test
  void saysHowManyBytesATruncatedFileLacks() throws IOException {
    byte[] whole = Files.readAllBytes(file("tiny-vl.gguf"));
    GgufException cut = refusal(whole, 1_000_000);
    assertThat(cut.missingBytes()).isEqualTo(762_272);
    assertThat(cut)
        .hasMessageContaining("762272 of 1742080 bytes are missing")
        .hasMessageContaining("1000000");
    assertThat(refusal(Arrays.copyOf(whole, 300), 300).missingBytes()).isPositive();
  }

  @Test
  void refusesWhatIsNoGguf() {
    assertThat(
            refusal("PK\3\4 whatever it may be".getBytes(StandardCharsets.US_ASCII), 24).offset())
        .isZero();
    byte[] version1 = new GgufBytes().header();
    version1[4] = 1;
    assertThat(refusal(version1, 1000).reason()).contains("version is 1");
    version1[4] = 0;
    version1[7] = 3;
    assertThat(refusal(version1, 1000).reason()).contains("big-endian");
  }

  @Test
  void refusesHostileCountsBeforeItSpendsAnything() {
    long size = 1L << 40;
    assertThat(
            refusal(
                    GgufBytes.model("llama", 1, 64, 1, 1)
                        .arrayOf("bomb", 8, Long.MAX_VALUE)
                        .header(),
                    size)
                .reason())
        .contains("the length of an array");
    assertThat(
            refusal(
                    GgufBytes.model("llama", 1, 64, 1, 1).arrayOf("bomb", 10, 1 << 24).header(),
                    size)
                .reason())
        .contains("longer than");
    assertThat(
            refusal(
                    new GgufBytes()
                        .text("general.architecture", "llama")
                        .number("llama.block_count", 2_000_000_000)
                        .header(),
                    size)
                .reason())
        .contains("llama.block_count");
    assertThat(
            refusal(
                    GgufBytes.model("llama", 1, 64, 1, 1)
                        .tensorAt("t", 0, 0, 1L << 40, 1L << 40)
                        .header(),
                    size)
                .reason())
        .contains("larger than any file");
    assertThat(
            refusal(
                    GgufBytes.model("llama", 1, 64, 1, 1).number("general.alignment", 3).header(),
                    size)
                .reason())
        .contains("power of two");
    assertThat(
            refusal(
                    GgufBytes.model("llama", 1, 64, 1, 1).number("llama.block_count", 1).header(),
                    size)
                .reason())
        .contains("stands twice");
  }

  @Test
  void refusesArraysNestedWithoutEnd() {
    GgufBytes nested = new GgufBytes().arrayOf("nested", 9, 1);
    byte[] level = {9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
    for (int i = 0; i < 1000; i++) {
      nested.raw(level);
    }
    assertThat(refusal(nested.header(), 1L << 30).reason()).contains("nested");
  }

  @Test
  void readsOnlyTheHeader() throws IOException {
    byte[] header =
        GgufBytes.model("llama", 1, 4096, 32, 8).tensorAt("t", 0, 0, 4096, 1 << 20).header();
    try (InputStream in = new ByteArrayInputStream(header)) {
      assertThat(GgufReader.read(in, 1L << 40).tensorBytes()).isEqualTo(Bytes.of(1L << 34));
    }
  }

  private static Model model(GgufBytes bytes) throws IOException {
    return Objects.requireNonNull(bytes.read().model());
  }

  private static GgufException refusal(byte[] bytes, long size) {
    return catchThrowableOfType(
        GgufException.class, () -> GgufReader.read(new ByteArrayInputStream(bytes), size));
  }

  private static Path file(String name) {
    return Path.of(System.getProperty("sarai.root", ".."), "models", name);
  }
}
