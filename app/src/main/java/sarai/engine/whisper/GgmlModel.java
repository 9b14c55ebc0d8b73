package sarai.engine.whisper;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sarai.store.GgufType;

/// A GGML file of Whisper, as whisper.cpp reads it: sizes, the bands of the spectrum, the words of
/// the vocabulary, and tensors by name. The file is mapped. Immutable.
final class GgmlModel {
  private final MemorySegment file;
  private final GgmlHeader size;
  private final float[] bands;
  private final List<byte[]> words;
  private final Map<String, GgmlTensor> tensors;

  private GgmlModel(MemorySegment file) throws IOException {
    this.file = file;
    this.size =
        GgmlHeader.of(file.asSlice(0, Math.min(GgmlHeader.BYTES, file.byteSize())).asByteBuffer());
    Cursor cursor = new Cursor(file, GgmlHeader.BYTES);
    this.bands = cursor.bands();
    this.words = cursor.words();
    this.tensors = cursor.tensors();
  }

  /// @throws IOException when it is no such file, cut, or of a type that is not read here
  static GgmlModel open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      return new GgmlModel(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    }
  }

  GgmlHeader size() {
    return size;
  }

  /// The mel bands, each over 201 frequencies.
  float[] melBands() {
    return bands;
  }

  /// The bytes of each token of text.
  List<byte[]> vocabulary() {
    return words;
  }

  /// Gives back the memory of what was read; it is read again where it is needed.
  void unload() {
    file.unload();
  }

  GgmlTensor tensor(String name) throws IOException {
    GgmlTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IOException("it has no " + name);
    }
    return tensor;
  }

  /// Reads a file from one place on.
  private static final class Cursor {
    private static final ValueLayout.OfInt INT =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment file;
    private long at;

    Cursor(MemorySegment file, long at) {
      this.file = file;
      this.at = at;
    }

    float[] bands() throws IOException {
      long values = product(count("bands"), count("frequencies"));
      return take(product(values, Float.BYTES)).toArray(FLOAT);
    }

    List<byte[]> words() throws IOException {
      int count = count("words");
      List<byte[]> list = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        list.add(take(count("bytes of a word")).toArray(ValueLayout.JAVA_BYTE));
      }
      return list;
    }

    Map<String, GgmlTensor> tensors() throws IOException {
      Map<String, GgmlTensor> all = new HashMap<>();
      while (at < file.byteSize()) {
        int dimensions = count("dimensions");
        int length = count("bytes of a name");
        int type = next();
        int columns = count("columns");
        long rows = 1;
        for (int i = 1; i < dimensions; i++) {
          rows = product(rows, count("rows"));
        }
        String name = new String(take(length).toArray(ValueLayout.JAVA_BYTE), UTF_8);
        all.put(name, tensor(name, GgufType.ofId(type), type, columns, rows));
      }
      return all;
    }

    private GgmlTensor tensor(
        String name, @Nullable GgufType type, int number, int columns, long rows)
        throws IOException {
      if (type == null || !GgmlTensor.READ.contains(type)) {
        throw new IOException(
            "%s is of ggml's type %d (%s), of which only %s are read here"
                .formatted(name, number, type == null ? "unknown" : type, GgmlTensor.READ));
      }
      if (columns % type.blockValues() != 0 || rows > Integer.MAX_VALUE) {
        throw new IOException(
            "%s has %d rows of %d, which %s does not store".formatted(name, rows, columns, type));
      }
      return new GgmlTensor(take(product(type.bytes(columns), rows)), type, columns, (int) rows);
    }

    private int count(String what) throws IOException {
      int value = next();
      if (value < 0) {
        throw new IOException("%d %s before byte %d".formatted(value, what, at));
      }
      return value;
    }

    private int next() throws IOException {
      return take(Integer.BYTES).get(INT, 0);
    }

    private MemorySegment take(long size) throws IOException {
      if (size < 0 || size > file.byteSize() - at) {
        throw new IOException(
            "%d bytes from byte %d on are not in its %d".formatted(size, at, file.byteSize()));
      }
      MemorySegment taken = file.asSlice(at, size);
      at += size;
      return taken;
    }

    /// Of numbers that are not negative; the greatest there is when it is greater.
    private static long product(long one, long other) {
      return other != 0 && one > Long.MAX_VALUE / other ? Long.MAX_VALUE : one * other;
    }
  }
}
