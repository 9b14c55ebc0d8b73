package sarai.engine.whisper;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The numbers of a layer in one of ggml's types, in a file that is mapped. Immutable.
///
/// @param columns numbers in a row
record GgmlTensor(MemorySegment data, Type type, int columns, int rows) {

  /// How ggml stores numbers: alone, or in blocks with a common scale (`ggml-common.h`).
  enum Type {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34);

    private final int code;
    private final int block;
    private final int blockBytes;

    Type(int code, int block, int blockBytes) {
      this.code = code;
      this.block = block;
      this.blockBytes = blockBytes;
    }

    /// @return null for a type that is not read here
    static @Nullable Type of(int code) {
      for (Type type : values()) {
        if (type.code == code) {
          return type;
        }
      }
      return null;
    }

    boolean divides(int columns) {
      return columns % block == 0;
    }

    long bytes(long count) {
      return count / block * blockBytes;
    }
  }

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
    for (int i = 0, from = 0; i < columns; i += type.block, from += type.blockBytes) {
      block(bytes, from, into, at + i);
    }
  }

  private void block(byte[] bytes, int from, float[] into, int at) {
    switch (type) {
      case F32 -> into[at] = Float.intBitsToFloat(whole(bytes, from));
      case F16 -> into[at] = half(bytes, from);
      case Q8_0 -> {
        float scale = half(bytes, from);
        for (int i = 0; i < type.block; i++) {
          into[at + i] = scale * bytes[from + 2 + i];
        }
      }
      case Q5_0 -> fives(bytes, from, 2, into, at, -16 * half(bytes, from));
      case Q5_1 -> fives(bytes, from, 4, into, at, half(bytes, from + 2));
    }
  }

  /// Five bits each: the fifth ones of all 32, then the lower four, two to a byte.
  private void fives(byte[] bytes, int from, int head, float[] into, int at, float least) {
    float scale = half(bytes, from);
    int fifths = whole(bytes, from + head);
    int half = type.block / 2;
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
