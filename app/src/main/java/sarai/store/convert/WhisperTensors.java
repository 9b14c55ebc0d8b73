package sarai.store.convert;

import java.util.ArrayList;
import java.util.List;

/// Which rows of which CTranslate2 variable become which GGML tensor.
final class WhisperTensors {
  private final Ct2File model;
  private final WhisperShape shape;
  private final List<Tensor> tensors = new ArrayList<>();

  private WhisperTensors(Ct2File model, WhisperShape shape) {
    this.model = model;
    this.shape = shape;
  }

  static List<Tensor> of(Ct2File model, WhisperShape shape) throws MalformedFileException {
    WhisperTensors all = new WhisperTensors(model, shape);
    all.encoder();
    all.decoder();
    return List.copyOf(all.tensors);
  }

  /// @param shape dimensions of the tensor, slowest first
  /// @param fromRow first row that is taken
  /// @param exact whether it stays f32 whatever the precision
  record Tensor(
      String name, List<Integer> shape, Ct2File.Variable variable, long fromRow, boolean exact) {
    Tensor {
      shape = List.copyOf(shape);
    }

    int rowLength() {
      return shape.getLast();
    }

    int rows() {
      return shape.stream().reduce(1, Math::multiplyExact) / rowLength();
    }

    void readRow(int row, float[] into) {
      variable.read((fromRow + row) * rowLength(), into);
    }
  }

  private void encoder() throws MalformedFileException {
    int state = shape.state();
    exact(
        "encoder.positional_embedding",
        "encoder/position_encodings/encodings",
        List.of(shape.audio().context(), state));
    convolution("conv1", shape.mels());
    convolution("conv2", state);
    norm("encoder.ln_post", "encoder/layer_norm");
    for (int layer = 0; layer < shape.audio().layers(); layer++) {
      block("encoder.blocks." + layer, "encoder/layer_" + layer);
    }
  }

  private void decoder() throws MalformedFileException {
    int state = shape.state();
    exact(
        "decoder.positional_embedding",
        "decoder/position_encodings/encodings",
        List.of(shape.text().context(), state));
    whole(
        "decoder.token_embedding.weight",
        "decoder/embeddings/weight",
        List.of(shape.vocabulary(), state));
    norm("decoder.ln", "decoder/layer_norm");
    for (int layer = 0; layer < shape.text().layers(); layer++) {
      String to = "decoder.blocks." + layer;
      String from = "decoder/layer_" + layer;
      block(to, from);
      norm(to + ".cross_attn_ln", from + "/attention/layer_norm");
      linear(to + ".cross_attn.query", from + "/attention/linear_0", state, state);
      part(to + ".cross_attn.key", from + "/attention/linear_1", 0, 2);
      part(to + ".cross_attn.value", from + "/attention/linear_1", 1, 2);
      linear(to + ".cross_attn.out", from + "/attention/linear_2", state, state);
    }
  }

  private void block(String to, String from) throws MalformedFileException {
    int state = shape.state();
    norm(to + ".attn_ln", from + "/self_attention/layer_norm");
    part(to + ".attn.query", from + "/self_attention/linear_0", 0, 3);
    part(to + ".attn.key", from + "/self_attention/linear_0", 1, 3);
    part(to + ".attn.value", from + "/self_attention/linear_0", 2, 3);
    linear(to + ".attn.out", from + "/self_attention/linear_1", state, state);
    norm(to + ".mlp_ln", from + "/ffn/layer_norm");
    linear(to + ".mlp.0", from + "/ffn/linear_0", shape.inner(), state);
    linear(to + ".mlp.2", from + "/ffn/linear_1", state, shape.inner());
  }

  private void convolution(String name, int channels) throws MalformedFileException {
    int state = shape.state();
    whole(
        "encoder." + name + ".weight", "encoder/" + name + "/weight", List.of(state, channels, 3));
    Ct2File.Variable bias = model.matrix("encoder/" + name + "/bias", List.of(state));
    tensors.add(new Tensor("encoder." + name + ".bias", List.of(state, 1), bias, 0, true));
  }

  private void norm(String to, String from) throws MalformedFileException {
    exact(to + ".weight", from + "/gamma", List.of(shape.state()));
    exact(to + ".bias", from + "/beta", List.of(shape.state()));
  }

  private void linear(String to, String from, int rows, int columns) throws MalformedFileException {
    whole(to + ".weight", from + "/weight", List.of(rows, columns));
    exact(to + ".bias", from + "/bias", List.of(rows));
  }

  /// One of the equal parts in which CTranslate2 stacks query, key and value. Whisper's keys have
  /// no bias.
  private void part(String to, String from, int index, int parts) throws MalformedFileException {
    int state = shape.state();
    Ct2File.Variable weight = model.matrix(from + "/weight", List.of(parts * state, state));
    tensors.add(
        new Tensor(to + ".weight", List.of(state, state), weight, (long) index * state, false));
    Ct2File.Variable bias = model.matrix(from + "/bias", List.of(parts * state));
    if (!to.endsWith(".key")) {
      tensors.add(new Tensor(to + ".bias", List.of(state), bias, index, true));
    }
  }

  private void whole(String to, String from, List<Integer> shape) throws MalformedFileException {
    tensors.add(new Tensor(to, shape, model.matrix(from, shape), 0, false));
  }

  private void exact(String to, String from, List<Integer> shape) throws MalformedFileException {
    tensors.add(new Tensor(to, shape, model.matrix(from, shape), 0, true));
  }
}
