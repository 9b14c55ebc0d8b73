package sarai.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads little-endian values and never past the file or [#MAX_HEADER]. Not thread-safe.
final class GgufInput {
  /// Most bytes that a header may take; the largest vocabularies need about 20 MB.
  static final long MAX_HEADER = 128L << 20;

  private final InputStream in;
  private final long limit;
  private final long size;
  private final ByteBuffer scratch = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
  private final byte[] skipped = new byte[8192];
  private long position;

  GgufInput(InputStream in, long size) {
    this.in = in;
    this.size = size;
    this.limit = Math.min(size, MAX_HEADER);
  }

  long position() {
    return position;
  }

  int u8() throws IOException {
    return fill(1).get(0) & 0xff;
  }

  int u16() throws IOException {
    return fill(2).getShort(0) & 0xffff;
  }

  int i32() throws IOException {
    return fill(4).getInt(0);
  }

  long u32() throws IOException {
    return Integer.toUnsignedLong(i32());
  }

  long i64() throws IOException {
    return fill(8).getLong(0);
  }

  float f32() throws IOException {
    return fill(4).getFloat(0);
  }

  double f64() throws IOException {
    return fill(8).getDouble(0);
  }

  /// A count or length of at most `most`.
  long count(String what, long most) throws IOException {
    long at = position;
    long count = i64();
    if (count < 0 || count > most) {
      throw new GgufException(
          at, what + " is " + Long.toUnsignedString(count) + ", at most " + most + " expected");
    }
    return count;
  }

  /// A text of at most `most` bytes with its length before it.
  String text(String what, int most) throws IOException {
    return utf8((int) count("the length of " + what, most));
  }

  String utf8(int length) throws IOException {
    require(length);
    byte[] bytes = in.readNBytes(length);
    position += bytes.length;
    if (bytes.length < length) {
      throw truncated(length - bytes.length);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  void skip(long bytes) throws IOException {
    require(bytes);
    long left = bytes;
    while (left > 0) {
      int read = in.readNBytes(skipped, 0, (int) Math.min(left, skipped.length));
      if (read == 0) {
        throw truncated(left);
      }
      left -= read;
      position += read;
    }
  }

  private ByteBuffer fill(int bytes) throws IOException {
    require(bytes);
    int read = in.readNBytes(scratch.array(), 0, bytes);
    position += read;
    if (read < bytes) {
      throw truncated(bytes - read);
    }
    return scratch;
  }

  private void require(long bytes) throws GgufException {
    if (bytes <= limit - position) {
      return;
    }
    if (limit < size) {
      throw new GgufException(position, "the header is longer than " + MAX_HEADER + " bytes");
    }
    throw truncated(bytes - (limit - position));
  }

  private GgufException truncated(long missing) {
    return new GgufException(
        position,
        "the file ends inside its header; at least " + missing + " bytes are missing",
        missing,
        null);
  }
}
