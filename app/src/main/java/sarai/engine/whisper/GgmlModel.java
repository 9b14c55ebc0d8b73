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

/// A GGML file of Whisper, as whisper.cpp reads it: sizes, the bands of the spectrum, the words of
/// the vocabulary, and tensors by name. The file is mapped. Immutable once it is open.
final class GgmlModel {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int MAGIC = 0x67676d6c;
  private static final int LONGEST_NAME = 256;

  private final MemorySegment file;
  private final Sizes sizes;
  private final float[] bands;
  private final List<byte[]> words;
  private final Map<String, GgmlTensor> tensors = new HashMap<>();
  private long at;

  /// @param vocabulary tokens
  /// @param width of the model
  /// @param heads of each attention
  /// @param mels bands of the spectrum
  record Sizes(
      int vocabulary,
      int audioContext,
      int width,
      int heads,
      int audioLayers,
      int textContext,
      int textLayers,
      int mels) {}

  private GgmlModel(MemorySegment file) throws IOException {
    this.file = file;
    if (next() != MAGIC) {
      throw new IOException("it does not begin as a GGML file");
    }
    this.sizes = sizes();
    this.bands = bands();
    this.words = words();
    while (at < file.byteSize()) {
      tensor();
    }
  }

  /// @throws IOException when it is no such file, cut, or of a type that is not read here
  static GgmlModel open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      return new GgmlModel(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
      throw new IOException("it is cut or malformed", e);
    }
  }

  private Sizes sizes() throws IOException {
    int vocabulary = next();
    int audioContext = next();
    int width = next();
    int heads = next();
    int audioLayers = next();
    int textContext = next();
    int textWidth = next();
    int textHeads = next();
    int textLayers = next();
    int mels = next();
    next();
    if (width != textWidth || heads != textHeads || heads < 1 || width % heads != 0) {
      throw new IOException("its encoder and decoder do not fit");
    }
    return new Sizes(
        vocabulary, audioContext, width, heads, audioLayers, textContext, textLayers, mels);
  }

  private float[] bands() {
    long size = (long) next() * next() * Float.BYTES;
    float[] values = file.asSlice(at, size).toArray(FLOAT);
    at += size;
    return values;
  }

  private List<byte[]> words() {
    int count = next();
    List<byte[]> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(bytes(next()));
    }
    return list;
  }

  private void tensor() throws IOException {
    int dimensions = next();
    int length = next();
    int code = next();
    int columns = next();
    int rows = 1;
    for (int i = 1; i < dimensions; i++) {
      rows = Math.multiplyExact(rows, next());
    }
    String name = new String(bytes(Math.min(length, LONGEST_NAME)), UTF_8);
    GgmlTensor.Type type = GgmlTensor.Type.of(code);
    if (type == null || !type.divides(columns)) {
      throw new IOException(name + " is of ggml's type " + code + ", which is not read here");
    }
    long size = type.bytes((long) columns * rows);
    tensors.put(name, new GgmlTensor(file.asSlice(at, size), type, columns, rows));
    at += size;
  }

  Sizes size() {
    return sizes;
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

  private int next() {
    int value = file.get(INT, at);
    at += Integer.BYTES;
    return value;
  }

  private byte[] bytes(int length) {
    byte[] bytes = file.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    at += length;
    return bytes;
  }
}
