package sarai.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sarai.engine.llama.LlamaArguments.LoadMode;
import sarai.store.GgufBytes;
import sarai.store.GgufHeader;
import sarai.store.GgufReader;
import sarai.store.GgufType;
import sarai.units.Bytes;

class MemoryEstimateTest {
  private static final CpuRepack AVX2 = CpuRepack.of("amd64", Set.of("avx2"));
  private static final long GIB = 1L << 30;

  /// Published shapes, and what the engine allocates for them at 8,192 tokens in f16.
  @Test
  void keysAndValuesHaveTheirRealLengths() throws IOException {
    assertThat(kv(GgufBytes.model("llama", 32, 4096, 32, 8))).isEqualTo(GIB);
    assertThat(kv(GgufBytes.model("qwen2", 28, 3584, 28, 4))).isEqualTo(GIB * 7 / 16);
    assertThat(kv(heads("qwen3", GgufBytes.model("qwen3", 28, 1024, 16, 8), 128)))
        .isEqualTo(GIB * 7 / 8);
    assertThat(kv(heads("qwen3", GgufBytes.model("qwen3", 36, 2560, 32, 8), 128)))
        .isEqualTo(GIB * 9 / 8);
    assertThat(kv(gemma())).isEqualTo(GIB * 17 / 16);
  }

  @Test
  void slidingLayersKeepTheirWindow() throws IOException {
    long full = 5L * 8192 * 2 * 4 * 256 * 2;
    long sliding = 29L * (1024 + 512) * 2 * 4 * 256 * 2;
    assertThat(kv(gemma().number("gemma3.attention.sliding_window", 1024)))
        .isEqualTo(full + sliding);
  }

  @Test
  void quantisedKeysAndMoreSlotsAreCounted() throws IOException {
    GgufHeader header = GgufBytes.model("llama", 32, 4096, 32, 8).read();
    var mixed = new LlamaArguments(8192, 2, 512, "q8_0", "q4_0", Bytes.ZERO, LoadMode.READ, false);
    assertThat(estimate(header, mixed).kv()).isEqualTo(Bytes.of(2 * (GIB / 2 / 2) * 52 / 32));
  }

  @Test
  void recurrentLayersKeepTheirStateAndEncodersKeepNothing() throws IOException {
    GgufBytes lfm2 =
        new GgufBytes()
            .text("general.architecture", "lfm2")
            .number("lfm2.block_count", 3)
            .number("lfm2.embedding_length", 2048)
            .number("lfm2.attention.head_count", 32)
            .numbers("lfm2.attention.head_count_kv", 0, 8, 0)
            .number("lfm2.shortconv.l_cache", 3);
    assertThat(kv(lfm2)).isEqualTo(8192L * 2 * 8 * 64 * 2 + 2 * 4096 * 4);
    assertThat(kv(GgufBytes.model("bert", 12, 384, 12, 12))).isZero();
  }

  @Test
  void weightsDependOnHowTheyAreLoaded() throws IOException {
    GgufHeader header =
        GgufBytes.model("llama", 1, 256, 1, 1)
            .tensor("blk.0.attn_q.weight", GgufType.Q4_K, 12, 256, 256)
            .tensor("token_embd.weight", GgufType.Q8_0, 8, 256, 64)
            .tensor("blk.0.ffn_up.weight", GgufType.Q4_K, 12, 256, 256)
            .tensor("output.weight", GgufType.Q6_K, 14, 256, 64)
            .read();
    long q4 = 256 * 144;
    long rest = 64 * 272 + 64 * 210;
    assertThat(weights(header, LoadMode.READ)).isEqualTo(Bytes.of(2 * q4 + rest));
    assertThat(weights(header, LoadMode.MAPPED)).isEqualTo(Bytes.of(2 * q4 + rest));
    assertThat(weights(header, LoadMode.MAPPED_REPACKED))
        .as("the leading matrix is let go, the one in the middle stays mapped")
        .isEqualTo(Bytes.of(2 * q4 + q4 + rest));
  }

  @Test
  void theLoadNeedsMoreThanWhatStaysWhenWeightsAreHeldTwice() throws IOException {
    GgufHeader header =
        GgufBytes.model("llama", 1, 4096, 32, 8)
            .tensor("blk.0.ffn_up.weight", GgufType.Q4_K, 12, 4096, 1 << 18)
            .tensor("output.weight", GgufType.Q6_K, 14, 4096, 64)
            .read();
    var footprint = estimate(header, arguments(LoadMode.MAPPED_REPACKED)).footprint();
    assertThat(footprint.peak()).isGreaterThan(footprint.steady().plus(Bytes.of(500_000_000)));
    var read = estimate(header, arguments(LoadMode.READ)).footprint();
    assertThat(read.peak()).isEqualTo(read.steady());
  }

  @Test
  void largerPicturesNeedMoreAndPromptCacheIsCounted() throws IOException {
    GgufHeader model = GgufReader.read(file("tiny-vl.gguf"));
    GgufHeader projector = GgufReader.read(file("tiny-vl-mmproj.gguf"));
    var arguments =
        new LlamaArguments(4096, 1, 512, "f16", "f16", Bytes.ofMebibytes(64), LoadMode.READ, false);
    MemoryEstimate small = MemoryEstimate.of(model, projector, arguments, 64, AVX2);
    MemoryEstimate large = MemoryEstimate.of(model, projector, arguments, 880, AVX2);
    assertThat(small.promptCache()).isEqualTo(Bytes.ofMebibytes(64));
    assertThat(large.projector().value()).isGreaterThan(20 * small.projector().value());
    assertThat(large.total().minus(small.total()))
        .isEqualTo(large.projector().minus(small.projector()));
  }

  @Test
  void knowsWhatEachCpuRearranges() {
    assertThat(AVX2.types()).contains(GgufType.Q4_K).doesNotContain(GgufType.Q8_0);
    assertThat(CpuRepack.of("amd64", Set.of("avx2", "amx_int8")).types()).contains(GgufType.Q8_0);
    assertThat(CpuRepack.of("amd64", Set.of("sse2"))).isEqualTo(CpuRepack.NONE);
    assertThat(CpuRepack.of("aarch64", Set.of()).types())
        .containsAll(List.of(GgufType.Q4_0, GgufType.Q8_0));
  }

  private static long kv(GgufBytes bytes) throws IOException {
    return estimate(bytes.read(), arguments(LoadMode.READ)).kv().value();
  }

  private static Bytes weights(GgufHeader header, LoadMode mode) {
    return estimate(header, arguments(mode)).weights();
  }

  private static MemoryEstimate estimate(GgufHeader header, LlamaArguments arguments) {
    return MemoryEstimate.of(header, null, arguments, 0, AVX2);
  }

  private static LlamaArguments arguments(LoadMode mode) {
    return new LlamaArguments(8192, 1, 512, "f16", "f16", Bytes.ZERO, mode, false);
  }

  private static GgufBytes gemma() {
    return heads("gemma3", GgufBytes.model("gemma3", 34, 2560, 8, 4), 256);
  }

  private static GgufBytes heads(String architecture, GgufBytes bytes, int length) {
    return bytes
        .number(architecture + ".attention.key_length", length)
        .number(architecture + ".attention.value_length", length);
  }

  private static Path file(String name) {
    return Path.of(System.getProperty("sarai.root", ".."), "models", name);
  }
}
