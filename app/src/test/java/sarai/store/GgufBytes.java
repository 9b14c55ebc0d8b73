package sarai.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes GGUF headers for tests, without tensor data unless told.
public final class GgufBytes {
  private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
  private long keyCount;
  private long tensorCount;
  private long dataBytes;

  /// A model of equal layers; key and value lengths of zero are left out.
  public static GgufBytes model(String arch, int layers, int width, int heads, int kvHeads) {
    return new GgufBytes()
        .text("general.architecture", arch)
        .number(arch + ".block_count", layers)
        .number(arch + ".embedding_length", width)
        .number(arch + ".attention.head_count", heads)
        .number(arch + ".attention.head_count_kv", kvHeads);
  }

  public GgufBytes text(String key, String value) {
    key(key, 8);
    text(keys, value);
    return this;
  }

  public GgufBytes number(String key, int value) {
    key(key, 4);
    keys.writeBytes(little(4).putInt(value).array());
    return this;
  }

  public GgufBytes flag(String key, boolean value) {
    key(key, 7);
    keys.write(value ? 1 : 0);
    return this;
  }

  public GgufBytes numbers(String key, int... values) {
    arrayOf(key, 4, values.length);
    Arrays.stream(values).forEach(value -> keys.writeBytes(little(4).putInt(value).array()));
    return this;
  }

  public GgufBytes flags(String key, int... values) {
    arrayOf(key, 7, values.length);
    Arrays.stream(values).forEach(keys::write);
    return this;
  }

  public GgufBytes texts(String key, String... values) {
    arrayOf(key, 8, values.length);
    Arrays.stream(values).forEach(value -> text(keys, value));
    return this;
  }

  /// The head of an array, with whatever length it claims.
  public GgufBytes arrayOf(String key, int type, long length) {
    key(key, 9);
    keys.writeBytes(little(12).putInt(type).putLong(length).array());
    return this;
  }

  public GgufBytes raw(byte[] bytes) {
    keys.writeBytes(bytes);
    return this;
  }

  /// A tensor right after the one before it.
  public GgufBytes tensor(String name, GgufType type, int typeId, long... dimensions) {
    tensorAt(name, typeId, dataBytes, dimensions);
    long values = Arrays.stream(dimensions).reduce(1, Math::multiplyExact);
    dataBytes += (type.bytes(values) + 31) / 32 * 32;
    return this;
  }

  public GgufBytes tensorAt(String name, int typeId, long offset, long... dimensions) {
    tensorCount++;
    text(tensors, name);
    tensors.writeBytes(little(4).putInt(dimensions.length).array());
    Arrays.stream(dimensions).forEach(n -> tensors.writeBytes(little(8).putLong(n).array()));
    tensors.writeBytes(little(12).putInt(typeId).putLong(offset).array());
    return this;
  }

  public byte[] header() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(little(20).putInt(3).putLong(tensorCount).putLong(keyCount).array());
    out.writeBytes(keys.toByteArray());
    out.writeBytes(tensors.toByteArray());
    return out.toByteArray();
  }

  /// Reads it as the beginning of a file that holds all its tensors.
  public GgufHeader read() throws IOException {
    return read(dataBytes);
  }

  /// Reads it as the beginning of a file with that many bytes of tensor data.
  public GgufHeader read(long tensorData) throws IOException {
    byte[] header = header();
    return GgufReader.read(
        new ByteArrayInputStream(header), (header.length + 31L) / 32 * 32 + tensorData);
  }

  private void key(String key, int type) {
    keyCount++;
    text(keys, key);
    keys.writeBytes(little(4).putInt(type).array());
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(little(8).putLong(bytes.length).array());
    out.writeBytes(bytes);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
