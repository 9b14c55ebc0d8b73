package sarai.engine.whisper;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Texts of one sound that are said side by side, token by token. Used by one thread.
final class Texts implements AutoCloseable {
  private final OnnxModel model;
  private final Map<String, OnnxTensor> sound;

  /// Keys and values of what was said, by the name that the next run knows them by.
  private final Map<String, OnnxTensor> said = new HashMap<>();

  /// Tokens of each text.
  private int length;

  /// @param sound what the encoder made of it; not closed with this
  Texts(OnnxModel model, Map<String, OnnxTensor> sound) throws OrtException {
    this.model = model;
    this.sound = sound;
    int heads = model.size().heads();
    int share = model.size().width() / heads;
    for (int layer = 0; layer < model.size().textLayers(); layer++) {
      said.put("pk" + layer, model.floats(new float[0], 1, heads, share, 0));
      said.put("pv" + layer, model.floats(new float[0], 1, heads, 0, share));
    }
  }

  /// Says the first tokens of one text.
  float[] begin(int... tokens) throws IOException, OrtException {
    return say(new int[] {0}, new int[][] {tokens})[0];
  }

  /// Goes on with these texts only.
  ///
  /// @param parents which of the texts before each one continues
  /// @param tokens its next ones, as many in each
  /// @return the logits of what may come next, a row for each text
  float[][] say(int[] parents, int[][] tokens) throws IOException, OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>(sound);
    inputs.putAll(said);
    try (OnnxTensor vectors = vectors(tokens);
        OnnxTensor mask = mask(tokens[0].length);
        OnnxTensor order = model.whole(parents)) {
      inputs.put(DecoderGraph.TOKENS, vectors);
      inputs.put(DecoderGraph.MASK, mask);
      inputs.put(DecoderGraph.PARENTS, order);
      Map<String, OnnxTensor> results = model.decode(inputs);
      forget();
      try (OnnxTensor logits = Objects.requireNonNull(results.remove(DecoderGraph.LOGITS))) {
        results.forEach((name, tensor) -> said.put("p" + name, tensor));
        length += tokens[0].length;
        return rows(logits, tokens.length);
      }
    }
  }

  private OnnxTensor vectors(int[][] tokens) throws IOException, OrtException {
    int width = model.size().width();
    int fresh = tokens[0].length;
    float[] values = new float[tokens.length * fresh * width];
    for (int text = 0; text < tokens.length; text++) {
      for (int i = 0; i < fresh; i++) {
        model.embed(tokens[text][i], length + i, values, (text * fresh + i) * width);
      }
    }
    return model.floats(values, tokens.length, fresh, width);
  }

  /// A token does not attend to those behind it.
  private OnnxTensor mask(int fresh) throws OrtException {
    int all = length + fresh;
    float[] mask = new float[fresh * all];
    for (int i = 0; i < fresh; i++) {
      Arrays.fill(mask, i * all + length + i + 1, (i + 1) * all, Float.NEGATIVE_INFINITY);
    }
    return model.floats(mask, fresh, all);
  }

  private static float[][] rows(OnnxTensor logits, int texts) {
    FloatBuffer values = logits.getFloatBuffer();
    float[][] rows = new float[texts][values.capacity() / texts];
    for (float[] row : rows) {
      values.get(row);
    }
    return rows;
  }

  private void forget() {
    said.values().forEach(OnnxValue::close);
    said.clear();
  }

  @Override
  public void close() {
    forget();
  }
}
