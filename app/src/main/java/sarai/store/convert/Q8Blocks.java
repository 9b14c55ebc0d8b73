package sarai.store.convert;

import java.io.IOException;

/// ggml's Q8_0: blocks of 32 weights as one f16 scale, the greatest magnitude / 127, and 32 signed
/// bytes.
final class Q8Blocks {
  static final int SIZE = 32;

  private Q8Blocks() {}

  /// @param row as long as a multiple of [#SIZE]
  static void write(ModelOutput out, float[] row) throws IOException {
    for (int from = 0; from < row.length; from += SIZE) {
      float greatest = 0;
      for (int i = from; i < from + SIZE; i++) {
        greatest = Math.max(greatest, Math.abs(row[i]));
      }
      float scale = greatest / 127;
      float inverse = scale == 0 ? 0 : 1 / scale;
      out.f16(scale);
      for (int i = from; i < from + SIZE; i++) {
        out.u8(Math.round(row[i] * inverse));
      }
    }
  }
}
