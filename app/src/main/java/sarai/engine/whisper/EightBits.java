package sarai.engine.whisper;

import java.io.IOException;
import java.util.List;
import sarai.engine.whisper.OnnxGraph.Attribute;

/// Weights in blocks of 32 with a common scale, as ONNX Runtime's `MatMulNBits` takes them: bytes
/// above 128. What was Q8_0 keeps its values. Used by one thread.
final class EightBits {
  private static final int BLOCK = 32;
  private static final int ZERO = 128;

  /// Inputs too are rounded to 8 bits in blocks, as ggml does.
  private static final int INTEGERS = 4;

  private final GgmlTensor weight;
  private final float[] row;
  private final float[] scales;

  EightBits(GgmlTensor weight) {
    this.weight = weight;
    this.row = new float[weight.columns()];
    this.scales = new float[weight.rows() * weight.columns() / BLOCK];
  }

  /// Rounds a row, and keeps its scales.
  byte[] row(int index) {
    byte[] values = new byte[row.length];
    weight.read(index, row, 0);
    for (int at = 0; at < row.length; at += BLOCK) {
      scales[(index * row.length + at) / BLOCK] = round(values, at);
    }
    return values;
  }

  private float round(byte[] values, int from) {
    float greatest = 0;
    for (int i = from; i < from + BLOCK; i++) {
      greatest = Math.max(greatest, Math.abs(row[i]));
    }
    float steps = greatest == 0 ? 0 : Byte.MAX_VALUE / greatest;
    for (int i = from; i < from + BLOCK; i++) {
      values[i] = (byte) (row[i] * steps + ZERO + 0.5f);
    }
    return greatest / Byte.MAX_VALUE;
  }

  /// Of the blocks of the rows that were rounded.
  float[] scales() {
    return scales;
  }

  /// `x` by the transpose of these weights.
  String times(OnnxGraph graph, String x) throws IOException {
    int rows = weight.rows();
    long blocks = row.length / BLOCK;
    String values = graph.bytes(this::row, rows, blocks, BLOCK);
    return graph.applyOwn(
        "MatMulNBits",
        List.of(x, values, graph.floats(scales, rows, blocks)),
        Attribute.of("K", row.length),
        Attribute.of("N", rows),
        Attribute.of("bits", Byte.SIZE),
        Attribute.of("block_size", BLOCK),
        Attribute.of("accuracy_level", INTEGERS));
  }
}
