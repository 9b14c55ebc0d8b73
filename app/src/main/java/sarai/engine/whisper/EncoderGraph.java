package sarai.engine.whisper;

import java.io.IOException;
import java.util.List;
import sarai.engine.whisper.OnnxGraph.Attribute;

/// Whisper's encoder: from samples to the keys and values that the decoder's layers attend to. The
/// spectrum is part of it, as products with cosines and sines (`audio.py` of openai/whisper). Built
/// once, by one thread.
final class EncoderGraph {
  static final String SAMPLES = "samples";

  /// Samples of one column of the spectrum, and between two columns.
  static final int WINDOW = 400;

  static final int HOP = 160;
  private static final int FREQUENCIES = WINDOW / 2 + 1;

  private final Layers layers;
  private final OnnxGraph graph;
  private final GgmlHeader size;

  EncoderGraph(GgmlModel model, OnnxGraph graph) {
    this.layers = new Layers(model, graph, /* exact= */ true);
    this.graph = graph;
    this.size = model.size();
  }

  /// Inputs: [#SAMPLES], one text's one channel. Outputs: `ck0`, `cv0` and so on, for each layer of
  /// the decoder.
  void build() throws IOException {
    String x = convolved(convolved(spectrum(), "conv1", 1), "conv2", 2);
    x = layers.transpose(x, 0, 2, 1);
    x = layers.add(x, positions(x));
    for (int layer = 0; layer < size.audioLayers(); layer++) {
      String block = "encoder.blocks." + layer + ".";
      x = layers.feedForward(layers.add(x, attention(x, block)), block);
    }
    x = layers.norm(x, "encoder.ln_post");
    for (int layer = 0; layer < size.textLayers(); layer++) {
      String block = "decoder.blocks." + layer + ".cross_attn.";
      graph.output(layers.headsAcross(layers.unbiased(x, block + "key")), "ck" + layer);
      graph.output(layers.heads(layers.linear(x, block + "value")), "cv" + layer);
    }
  }

  /// Mel bands by column, as logarithms from 80 dB below the loudest.
  private String spectrum() throws IOException {
    String waves =
        graph.apply(
            "Conv",
            List.of(graph.input(SAMPLES), graph.floats(waves(), 2L * FREQUENCIES, 1, WINDOW)),
            Attribute.of("strides", List.of(HOP)));
    String power = graph.apply("Mul", List.of(waves, waves));
    String real = part(power, 0);
    String imaginary = part(power, FREQUENCIES);
    String bands = graph.floats(layers.model.melBands(), size.mels(), FREQUENCIES);
    String mel = graph.apply("MatMul", List.of(bands, layers.add(real, imaginary)));
    String bounded = graph.apply("Max", List.of(mel, graph.number(1e-10f)));
    String logarithm =
        graph.apply(
            "Mul",
            List.of(
                graph.apply("Log", List.of(bounded)), graph.number((float) (1 / Math.log(10)))));
    String loudest = graph.apply("ReduceMax", List.of(logarithm), Attribute.of("keepdims", 0));
    String least = graph.apply("Sub", List.of(loudest, graph.number(8)));
    String heard = graph.apply("Max", List.of(logarithm, least));
    return graph.apply("Mul", List.of(layers.add(heard, graph.number(4)), graph.number(0.25f)));
  }

  private String part(String power, int from) throws IOException {
    return graph.apply(
        "Slice",
        List.of(power, graph.whole(from), graph.whole(from + FREQUENCIES), graph.whole(1)));
  }

  /// Cosines, then sines, of each frequency under a Hann window.
  private static float[] waves() {
    float[] waves = new float[2 * FREQUENCIES * WINDOW];
    for (int frequency = 0; frequency < FREQUENCIES; frequency++) {
      for (int i = 0; i < WINDOW; i++) {
        double hann = 0.5 * (1 - Math.cos(2 * Math.PI * i / WINDOW));
        double angle = 2 * Math.PI * (frequency * i % WINDOW) / WINDOW;
        waves[frequency * WINDOW + i] = (float) (hann * Math.cos(angle));
        waves[(FREQUENCIES + frequency) * WINDOW + i] = (float) (hann * Math.sin(angle));
      }
    }
    return waves;
  }

  private String convolved(String x, String name, int stride) throws IOException {
    float[] weights = layers.model.tensor("encoder." + name + ".weight").floats();
    String kernel = graph.floats(weights, size.width(), weights.length / size.width() / 3L, 3);
    String bias = layers.vector("encoder." + name + ".bias");
    return layers.gelu(
        graph.apply(
            "Conv",
            List.of(x, kernel, bias),
            Attribute.of("pads", List.of(1, 1)),
            Attribute.of("strides", List.of(stride))));
  }

  /// As many of the positions' vectors as there are columns.
  private String positions(String x) throws IOException {
    String all =
        graph.floats(
            layers.model.tensor("encoder.positional_embedding").floats(),
            size.audioContext(),
            size.width());
    String columns =
        graph.apply("Shape", List.of(x), Attribute.of("start", 1), Attribute.of("end", 2));
    return graph.apply("Slice", List.of(all, graph.whole(0), columns, graph.whole(0)));
  }

  private String attention(String x, String block) throws IOException {
    String normal = layers.norm(x, block + "attn_ln");
    String heard =
        graph.applyOwn(
            "MultiHeadAttention",
            List.of(
                layers.linear(normal, block + "attn.query"),
                layers.unbiased(normal, block + "attn.key"),
                layers.linear(normal, block + "attn.value")),
            Attribute.of("num_heads", size.heads()),
            Attribute.of("scale", layers.scale()));
    return layers.linear(heard, block + "attn.out");
  }
}
