package sarai.store.convert;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/// Reads little-endian values from a mapped file that may be anything: no read leaves the file, and
/// no count is believed before it was compared with what is left. Used by one thread.
final class HostileInput {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment data;
  private final String name;
  private long at;

  HostileInput(MemorySegment data, String name) {
    this.data = data;
    this.name = name;
  }

  /// @param arena owns the mapping
  static HostileInput map(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new HostileInput(mapped, String.valueOf(file.getFileName()));
    }
  }

  static Path required(Map<String, Path> taken, String name) throws MalformedFileException {
    Path file = taken.get(name);
    if (file == null) {
      throw new MalformedFileException(
          "the file " + name + " is missing; there are " + taken.keySet());
    }
    return file;
  }

  long position() {
    return at;
  }

  long remaining() {
    return data.byteSize() - at;
  }

  int u8() throws MalformedFileException {
    return Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, advance(1)));
  }

  int u16() throws MalformedFileException {
    return Short.toUnsignedInt(data.get(SHORT, advance(2)));
  }

  int i32() throws MalformedFileException {
    return data.get(INT, advance(4));
  }

  long u32() throws MalformedFileException {
    return Integer.toUnsignedLong(i32());
  }

  float f32() throws MalformedFileException {
    return Float.intBitsToFloat(i32());
  }

  /// An unsigned 64-bit length; one that is no Java long is refused.
  long u64() throws MalformedFileException {
    long value = data.get(LONG, advance(8));
    return atMost(value, Long.MAX_VALUE, "64-bit length");
  }

  /// A count of things that take at least `bytesEach` in the rest of the file.
  int count(long bytesEach, String what) throws MalformedFileException {
    return (int) atMost(u32(), Math.min(Integer.MAX_VALUE, remaining() / bytesEach), what);
  }

  MemorySegment take(long bytes) throws MalformedFileException {
    return data.asSlice(advance(bytes), bytes);
  }

  MemorySegment slice(long offset, long bytes) throws MalformedFileException {
    if (offset < 0 || bytes < 0 || offset > data.byteSize() - bytes) {
      throw malformed("bytes " + offset + "+" + bytes + " lie outside its " + data.byteSize());
    }
    return data.asSlice(offset, bytes);
  }

  byte[] bytes(int count) throws MalformedFileException {
    return take(count).toArray(ValueLayout.JAVA_BYTE);
  }

  long atMost(long value, long limit, String what) throws MalformedFileException {
    if (value < 0 || value > limit) {
      throw malformed(what + " is " + Long.toUnsignedString(value) + ", more than " + limit);
    }
    return value;
  }

  void expect(long found, long wanted, String what) throws MalformedFileException {
    if (found != wanted) {
      throw malformed(what + " is " + found + ", not " + wanted);
    }
  }

  MalformedFileException malformed(String problem) {
    return new MalformedFileException(name + " is malformed near byte " + at + ": " + problem);
  }

  private long advance(long bytes) throws MalformedFileException {
    if (bytes < 0 || bytes > remaining()) {
      throw malformed(
          "it ends after " + data.byteSize() + " bytes where " + bytes + " more belong");
    }
    long from = at;
    at += bytes;
    return from;
  }
}
