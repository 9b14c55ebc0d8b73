package sarai.engine.whisper;

import static sarai.store.GgufType.F16;
import static sarai.store.GgufType.F32;
import static sarai.store.GgufType.Q5_0;
import static sarai.store.GgufType.Q5_1;
import static sarai.store.GgufType.Q8_0;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import sarai.store.GgufType;

/// The numbers of a layer in one of ggml's types, in a file that is mapped. Immutable.
///
/// @param type one of [#READ]
/// @param columns numbers in a row, whole blocks of the type
record GgmlTensor(MemorySegment data, GgufType type, int columns, int rows) {
  /// The types that are read.
  static final List<GgufType> READ = List.of(F32, F16, Q5_0, Q5_1, Q8_0);

  float[] floats() {
    float[] all = new float[Math.multiplyExact(rows, columns)];
    for (int row = 0; row < rows; row++) {
      read(row, all, row * columns);
    }
    return all;
  }

  /// Reads a row.
  void read(int row, float[] into, int at) {
    long size = type.bytes(columns);
    byte[] bytes = data.asSlice(row * size, size).toArray(ValueLayout.JAVA_BYTE);
    for (int i = 0, from = 0; i < columns; i += type.blockValues(), from += type.blockBytes()) {
      block(bytes, from, into, at + i);
    }
  }

  private void block(byte[] bytes, int from, float[] into, int at) {
    switch (type) {
      case F32 -> into[at] = Float.intBitsToFloat(whole(bytes, from));
      case F16 -> into[at] = half(bytes, from);
      case Q8_0 -> {
        float scale = half(bytes, from);
        for (int i = 0; i < type.blockValues(); i++) {
          into[at + i] = scale * bytes[from + 2 + i];
        }
      }
      case Q5_0 -> fives(bytes, from, 2, into, at, -16 * half(bytes, from));
      case Q5_1 -> fives(bytes, from, 4, into, at, half(bytes, from + 2));
      default -> throw new IllegalStateException(type + " is none of " + READ);
    }
  }

  /// Five bits each: the fifth ones of all 32, then the lower four, two to a byte.
  private void fives(byte[] bytes, int from, int head, float[] into, int at, float least) {
    float scale = half(bytes, from);
    int fifths = whole(bytes, from + head);
    int half = type.blockValues() / 2;
    for (int i = 0; i < half; i++) {
      int pair = bytes[from + head + Integer.BYTES + i];
      int low = (pair & 15) | (((fifths >>> i) & 1) << 4);
      int high = ((pair >>> 4) & 15) | (((fifths >>> (i + half)) & 1) << 4);
      into[at + i] = scale * low + least;
      into[at + i + half] = scale * high + least;
    }
  }

  private static float half(byte[] bytes, int at) {
    return Float.float16ToFloat((short) ((bytes[at] & 255) | (bytes[at + 1] << 8)));
  }

  private static int whole(byte[] bytes, int at) {
    return (bytes[at] & 255)
        | ((bytes[at + 1] & 255) << 8)
        | ((bytes[at + 2] & 255) << 16)
        | (bytes[at + 3] << 24);
  }
}
