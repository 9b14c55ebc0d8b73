package sarai.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads what each layer keeps, by the rules of `llama-model.cpp` and `llama-hparams.cpp`.
final class GgufLayers {
  private static final int MAX_LAYERS = 4096;
  private static final int MAX_WIDTH = 1 << 20;

  /// Of how many layers the last one looks back without a window, where the file does not say.
  private static final Map<String, Integer> WINDOW_PATTERNS =
      Map.of(
          "gemma2", 2,
          "gemma3", 6,
          "gemma3n", 5,
          "gemma-embedding", 6,
          "cohere2", 4,
          "exaone4", 4,
          "gpt-oss", 2,
          "olmo2", 4,
          "llama4", 4);

  private static final Set<String> WITHOUT_CACHE =
      Set.of(
          "bert",
          "nomic-bert",
          "nomic-bert-moe",
          "jina-bert-v2",
          "jina-bert-v3",
          "neo-bert",
          "modern-bert",
          "gemma-embedding",
          "t5encoder");

  private final GgufMetadata metadata;
  private final String prefix;
  private final String architecture;
  private final int count;
  private final int embedding;
  private final int window;

  GgufLayers(GgufMetadata metadata, String architecture) throws GgufException {
    this.metadata = metadata;
    this.architecture = architecture;
    this.prefix = architecture + ".";
    this.count = bounded("block_count", metadata.number(prefix + "block_count", 0), MAX_LAYERS);
    this.embedding =
        bounded("embedding_length", metadata.number(prefix + "embedding_length", 0), MAX_WIDTH);
    this.window = windowOrNone();
  }

  int count() {
    return count;
  }

  int embedding() {
    return embedding;
  }

  int window() {
    return window;
  }

  boolean causal() throws GgufException {
    return metadata.flag(prefix + "attention.causal", !WITHOUT_CACHE.contains(architecture));
  }

  List<GgufLayer> all() throws GgufException {
    List<GgufLayer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      layers.add(layer(i));
    }
    return layers;
  }

  private GgufLayer layer(int index) throws GgufException {
    int heads = width("attention.head_count", index, 0);
    int kvHeads = width("attention.head_count_kv", index, heads);
    boolean sliding = window > 0 && sliding(index);
    boolean keeps = index < count - metadata.number(prefix + "attention.shared_kv_layers", 0);
    long state = recurrent(index, kvHeads) ? stateValues() : 0;
    boolean replaced = state > 0 && !architecture.equals("falcon-h1");
    return new GgufLayer(
        heads,
        keeps && !replaced ? kvHeads : 0,
        headLength("attention.key_length", sliding, heads),
        headLength("attention.value_length", sliding, heads),
        sliding,
        state);
  }

  /// The stated length; in sliding layers their own if stated; else the embedding by its heads.
  private int headLength(String key, boolean sliding, int heads) throws GgufException {
    int length = metadata.number(prefix + key, heads == 0 ? 0 : embedding / heads);
    return bounded(
        key, sliding ? metadata.number(prefix + key + "_swa", length) : length, MAX_WIDTH);
  }

  private int windowOrNone() throws GgufException {
    int size = metadata.number(prefix + "attention.sliding_window", 0);
    boolean pattern = WINDOW_PATTERNS.containsKey(architecture);
    return pattern || metadata.has(prefix + "attention.sliding_window_pattern") ? size : 0;
  }

  private boolean sliding(int index) throws GgufException {
    String key = prefix + "attention.sliding_window_pattern";
    int pattern = metadata.perLayer(key, index, WINDOW_PATTERNS.getOrDefault(architecture, 1));
    if (metadata.isArray(key)) {
      return pattern == 1;
    }
    return pattern == 0 || index % pattern < pattern - 1;
  }

  private boolean recurrent(int index, int kvHeads) throws GgufException {
    int interval = metadata.number(prefix + "full_attention_interval", 0);
    if (interval > 0) {
      return (index + 1) % interval != 0;
    }
    return kvHeads == 0
        || architecture.startsWith("mamba")
        || architecture.startsWith("rwkv")
        || architecture.equals("falcon-h1");
  }

  /// 32-bit values for each sequence: `n_embd_r() + n_embd_s()` of `llama-hparams.cpp`.
  private long stateValues() throws GgufException {
    int shortConvolution = width("shortconv.l_cache", 0, 0);
    if (shortConvolution > 0) {
      return (long) embedding * (shortConvolution - 1);
    }
    int head = width("wkv.head_size", 0, 0);
    if (head > 0) {
      return (long) embedding * (head + 2);
    }
    long inner = width("ssm.inner_size", 0, 0);
    long state = width("ssm.state_size", 0, 0);
    long shifted = Math.max(0, width("ssm.conv_kernel", 0, 0) - 1);
    return shifted * (inner + 2L * width("ssm.group_count", 0, 0) * state) + state * inner;
  }

  private int width(String key, int index, int otherwise) throws GgufException {
    return bounded(key, metadata.perLayer(prefix + key, index, otherwise), MAX_WIDTH);
  }

  private int bounded(String key, int value, int most) throws GgufException {
    if (value > most) {
      throw metadata.wrong(prefix + key, "is " + value + ", at most " + most + " expected");
    }
    return value;
  }
}
