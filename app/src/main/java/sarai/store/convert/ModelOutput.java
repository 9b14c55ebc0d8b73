package sarai.store.convert;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes little-endian values to a file and counts them. Used by one thread.
final class ModelOutput implements Closeable {
  private static final int BUFFER = 1 << 18;

  private final OutputStream out;
  private final ByteBuffer pending = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private long flushed;

  private ModelOutput(OutputStream out) {
    this.out = out;
  }

  /// Writes a file by `content`, or leaves none.
  static void write(Path target, Content content) throws IOException {
    boolean whole = false;
    try (ModelOutput output = new ModelOutput(Files.newOutputStream(target))) {
      content.to(output);
      output.flush();
      whole = true;
    } finally {
      if (!whole) {
        Files.deleteIfExists(target);
      }
    }
  }

  interface Content {
    void to(ModelOutput output) throws IOException;
  }

  void u8(int value) throws IOException {
    room(1).put((byte) value);
  }

  void u16(int value) throws IOException {
    room(2).putShort((short) value);
  }

  void i32(int value) throws IOException {
    room(4).putInt(value);
  }

  void i64(long value) throws IOException {
    room(8).putLong(value);
  }

  void f32(float value) throws IOException {
    room(4).putFloat(value);
  }

  void f16(float value) throws IOException {
    u16(Float.floatToFloat16(value));
  }

  void bytes(byte[] value) throws IOException {
    flush();
    out.write(value);
    flushed += value.length;
  }

  void segment(MemorySegment value) throws IOException {
    flush();
    for (long at = 0; at < value.byteSize(); at += BUFFER) {
      long size = Math.min(BUFFER, value.byteSize() - at);
      MemorySegment.copy(value, at, MemorySegment.ofBuffer(pending), 0, size);
      pending.position((int) size);
      flush();
    }
  }

  /// UTF-8 with a 64-bit length before it, as GGUF wants its texts.
  void string(String value) throws IOException {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    i64(utf8.length);
    bytes(utf8);
  }

  /// Zeros up to the next multiple.
  void align(int multiple) throws IOException {
    while ((flushed + pending.position()) % multiple != 0) {
      u8(0);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private ByteBuffer room(int bytes) throws IOException {
    if (pending.remaining() < bytes) {
      flush();
    }
    return pending;
  }

  private void flush() throws IOException {
    out.write(pending.array(), 0, pending.position());
    flushed += pending.position();
    pending.clear();
  }
}
