package sarai.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A metadata value as far as we keep it: long texts and large arrays are passed over.
sealed interface GgufValue {
  /// Longest array that is kept: one entry for each layer.
  int MAX_KEPT_ARRAY = 4096;

  /// Longest text that is kept, in bytes.
  int MAX_KEPT_TEXT = 4096;

  long MAX_ARRAY = 1 << 24;
  int MAX_NESTING = 4;

  record Whole(long value) implements GgufValue {}

  record Real(double value) implements GgufValue {}

  record Flag(boolean value) implements GgufValue {}

  record Text(String value) implements GgufValue {}

  /// An array whose items are kept.
  record Items(List<GgufValue> values) implements GgufValue {
    public Items {
      values = List.copyOf(values);
    }
  }

  /// A text or an array that was passed over.
  ///
  /// @param length bytes of a text, items of an array
  record Skipped(long length) implements GgufValue {}

  /// Reads the value of a key.
  static GgufValue read(GgufInput in) throws IOException {
    return read(in, in.u32(), 0);
  }

  private static GgufValue read(GgufInput in, long type, int depth) throws IOException {
    return switch ((int) type) {
      case 0 -> new Whole(in.u8());
      case 1 -> new Whole((byte) in.u8());
      case 2 -> new Whole(in.u16());
      case 3 -> new Whole((short) in.u16());
      case 4 -> new Whole(in.u32());
      case 5 -> new Whole(in.i32());
      case 6 -> new Real(in.f32());
      case 7 -> flag(in);
      case 8 -> text(in);
      case 9 -> array(in, depth + 1);
      case 10, 11 -> new Whole(in.i64());
      case 12 -> new Real(in.f64());
      default -> throw new GgufException(in.position(), "unknown type of value " + type);
    };
  }

  private static GgufValue flag(GgufInput in) throws IOException {
    int value = in.u8();
    if (value > 1) {
      throw new GgufException(in.position() - 1, "a boolean is " + value + ", not 0 or 1");
    }
    return new Flag(value == 1);
  }

  private static GgufValue text(GgufInput in) throws IOException {
    long length = in.count("the length of a text", GgufInput.MAX_HEADER);
    if (length <= MAX_KEPT_TEXT) {
      return new Text(in.utf8((int) length));
    }
    in.skip(length);
    return new Skipped(length);
  }

  private static GgufValue array(GgufInput in, int depth) throws IOException {
    if (depth > MAX_NESTING) {
      throw new GgufException(in.position(), "arrays nested deeper than " + MAX_NESTING);
    }
    long type = in.u32();
    long count = in.count("the length of an array", MAX_ARRAY);
    if (count <= MAX_KEPT_ARRAY && type != 8 && type != 9) {
      return items(in, type, count, depth);
    }
    int width = width(type);
    if (width > 0) {
      in.skip(count * width);
    } else {
      for (long i = 0; i < count; i++) {
        pass(in, type, depth);
      }
    }
    return new Skipped(count);
  }

  private static void pass(GgufInput in, long type, int depth) throws IOException {
    if (type == 8) {
      in.skip(in.count("the length of a text", GgufInput.MAX_HEADER));
    } else {
      read(in, type, depth);
    }
  }

  private static GgufValue items(GgufInput in, long type, long count, int depth)
      throws IOException {
    List<GgufValue> values = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      values.add(read(in, type, depth));
    }
    return new Items(values);
  }

  /// Bytes of a value of fixed width; zero for others.
  private static int width(long type) {
    return switch ((int) type) {
      case 0, 1, 7 -> 1;
      case 2, 3 -> 2;
      case 4, 5, 6 -> 4;
      case 10, 11, 12 -> 8;
      default -> 0;
    };
  }
}
