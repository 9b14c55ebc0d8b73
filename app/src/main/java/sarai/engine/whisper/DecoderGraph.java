package sarai.engine.whisper;

import java.io.IOException;
import java.util.List;
import sarai.engine.whisper.OnnxGraph.Attribute;

/// Whisper's decoder: what may come after some texts that are said side by side. It remembers what
/// was said before in keys (`k`) and values (`v`) of each layer. Built once, by one thread.
final class DecoderGraph {
  /// The new tokens' vectors: text, position, width.
  static final String TOKENS = "tokens";

  /// What is added to the attention of a new position to one before: nothing, or minus infinity.
  static final String MASK = "mask";

  /// Which text before each text continues.
  static final String PARENTS = "parents";

  /// One of each token of the vocabulary, behind the last position of each text.
  static final String LOGITS = "logits";

  private final Layers layers;
  private final OnnxGraph graph;
  private final GgmlModel model;

  DecoderGraph(GgmlModel model, OnnxGraph graph) {
    this.layers = new Layers(model, graph, /* exact= */ false);
    this.graph = graph;
    this.model = model;
  }

  /// Inputs: the names above, for each layer `ck` and `cv` of [EncoderGraph], and `pk` and `pv`:
  /// `k` and `v` of the run before. Outputs: [#LOGITS], `k` and `v`.
  void build() throws IOException {
    String x = graph.input(TOKENS);
    String mask = graph.input(MASK);
    String parents = graph.indices(PARENTS);
    for (int layer = 0; layer < model.size().textLayers(); layer++) {
      String block = "decoder.blocks." + layer + ".";
      x = layers.add(x, attentionToText(x, block, layer, mask, parents));
      x = layers.add(x, attentionToSound(x, block, layer));
      x = layers.feedForward(x, block);
    }
    String last =
        graph.apply(
            "Slice", List.of(x, graph.whole(-1), graph.whole(Integer.MAX_VALUE), graph.whole(1)));
    GgmlTensor words = model.tensor("decoder.token_embedding.weight");
    graph.output(layers.times(layers.norm(last, "decoder.ln"), words), LOGITS);
  }

  private String attentionToText(String x, String block, int layer, String mask, String parents)
      throws IOException {
    String normal = layers.norm(x, block + "attn_ln");
    String query = query(normal, block + "attn.query");
    String keys = layers.headsAcross(layers.unbiased(normal, block + "attn.key"));
    String values = layers.heads(layers.linear(normal, block + "attn.value"));
    String allKeys = remembered("k" + layer, keys, parents, 3);
    String allValues = remembered("v" + layer, values, parents, 2);
    String near = layers.add(graph.apply("MatMul", List.of(query, allKeys)), mask);
    return seen(near, allValues, block + "attn.out");
  }

  /// All texts hear the same sound: they attend to it as if they were positions of one text, so
  /// that its keys and values are read once for all.
  private String attentionToSound(String x, String block, int layer) throws IOException {
    String one = graph.apply("Reshape", List.of(x, graph.whole(1, -1, model.size().width())));
    String query = query(layers.norm(one, block + "cross_attn_ln"), block + "cross_attn.query");
    String near = graph.apply("MatMul", List.of(query, graph.input("ck" + layer)));
    String heard = seen(near, graph.input("cv" + layer), block + "cross_attn.out");
    return graph.apply("Reshape", List.of(heard, graph.apply("Shape", List.of(x))));
  }

  private String query(String x, String name) throws IOException {
    String scaled =
        graph.apply("Mul", List.of(layers.linear(x, name), graph.number(layers.scale())));
    return layers.heads(scaled);
  }

  private String remembered(String name, String fresh, String parents, int axis)
      throws IOException {
    String before =
        graph.apply("Gather", List.of(graph.input("p" + name), parents), Attribute.of("axis", 0));
    String all = graph.apply("Concat", List.of(before, fresh), Attribute.of("axis", axis));
    graph.output(all, name);
    return all;
  }

  private String seen(String near, String values, String out) throws IOException {
    String heads = graph.apply("MatMul", List.of(layers.softmax(near), values));
    return layers.linear(layers.joined(heads), out);
  }
}
