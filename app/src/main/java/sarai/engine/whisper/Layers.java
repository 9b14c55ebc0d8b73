package sarai.engine.whisper;

import java.io.IOException;
import java.util.List;
import sarai.engine.whisper.OnnxGraph.Attribute;

/// The layers that Whisper's encoder and decoder are made of (`model.py` of openai/whisper), with
/// the weights of a GGML file. What flows between them is text by position by width. Used by the
/// thread that builds the graph.
final class Layers {
  private static final float EPSILON = 1e-5f;

  final GgmlModel model;
  final OnnxGraph graph;
  private final boolean exact;

  /// @param exact whether weights are multiplied as floats, which is fast for many positions at
  ///   once; otherwise in blocks of 8 bits, which take a fourth of the memory
  Layers(GgmlModel model, OnnxGraph graph, boolean exact) {
    this.model = model;
    this.graph = graph;
    this.exact = exact;
  }

  String add(String one, String other) {
    return graph.apply("Add", List.of(one, other));
  }

  String gelu(String x) {
    return graph.apply("Gelu", List.of(x));
  }

  String vector(String name) throws IOException {
    float[] values = model.tensor(name).floats();
    return graph.floats(values, values.length);
  }

  String norm(String x, String name) throws IOException {
    return graph.apply(
        "LayerNormalization",
        List.of(x, vector(name + ".weight"), vector(name + ".bias")),
        Attribute.of("axis", -1),
        Attribute.of("epsilon", EPSILON));
  }

  String linear(String x, String name) throws IOException {
    return add(unbiased(x, name), vector(name + ".bias"));
  }

  /// As keys are computed.
  String unbiased(String x, String name) throws IOException {
    return times(x, model.tensor(name + ".weight"));
  }

  /// `x` by the transpose of a tensor.
  String times(String x, GgmlTensor weight) throws IOException {
    if (!exact) {
      return new EightBits(weight).times(graph, x);
    }
    String matrix = graph.floats(weight.floats(), weight.rows(), weight.columns());
    return graph.applyOwn("FusedMatMul", List.of(x, matrix), Attribute.of("transB", 1));
  }

  /// The part that both stacks end their blocks with.
  String feedForward(String x, String block) throws IOException {
    String normal = norm(x, block + "mlp_ln");
    return add(x, linear(gelu(linear(normal, block + "mlp.0")), block + "mlp.2"));
  }

  /// Each head's share of the width, before the positions: text, head, position, share.
  String heads(String x) throws IOException {
    return transpose(shares(x), 0, 2, 1, 3);
  }

  /// The same with positions last.
  String headsAcross(String x) throws IOException {
    return transpose(shares(x), 0, 2, 3, 1);
  }

  /// Heads back to their width.
  String joined(String heads) throws IOException {
    return graph.apply(
        "Reshape", List.of(transpose(heads, 0, 2, 1, 3), graph.whole(0, 0, model.size().width())));
  }

  String transpose(String x, Integer... order) {
    return graph.apply("Transpose", List.of(x), Attribute.of("perm", List.of(order)));
  }

  String softmax(String x) {
    return graph.apply("Softmax", List.of(x), Attribute.of("axis", -1));
  }

  /// What each product of a query and a key is multiplied by.
  float scale() {
    return (float) (1 / Math.sqrt((double) model.size().width() / model.size().heads()));
  }

  private String shares(String x) throws IOException {
    int heads = model.size().heads();
    return graph.apply(
        "Reshape", List.of(x, graph.whole(0, 0, heads, model.size().width() / heads)));
  }
}
