package sarai.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads what a GGUF file says about itself, and only that: a file of many gigabytes costs as much
/// as its header. A hostile file costs at most [GgufInput#MAX_HEADER] bytes of reading and a few
/// tens of megabytes of memory. Stateless.
///
/// Format: <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>.
public final class GgufReader {
  private static final int MAGIC = 0x46554747;
  private static final int MAX_TENSORS = 65_536;
  private static final int MAX_TENSOR_NAME = 512;
  private static final int MAX_DIMENSIONS = 4;
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int MAX_ALIGNMENT = 1 << 20;

  private GgufReader() {}

  /// Reads a file's header and checks that its tensors are all there.
  ///
  /// @throws GgufException when the file is cut short, damaged or of another kind
  public static GgufHeader read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return read(in, Files.size(file));
    }
  }

  /// Reads a header from a stream, which is left somewhere after it.
  ///
  /// @param in from the first byte on; buffered, as it is read in small pieces
  /// @param size bytes of the whole file, of which the stream may hold just the beginning
  /// @throws GgufException when the file is cut short, damaged or of another kind
  public static GgufHeader read(InputStream in, long size) throws IOException {
    GgufInput input = new GgufInput(in, size);
    int version = version(input);
    long tensorCount = input.count("the number of tensors", MAX_TENSORS);
    long keyCount = input.count("the number of keys", GgufMetadata.MAX_KEYS);
    GgufMetadata metadata = GgufMetadata.read(input, keyCount);
    List<RawTensor> raw = rawTensors(input, tensorCount);
    int alignment = alignment(metadata);
    long dataOffset = (input.position() + alignment - 1) / alignment * alignment;
    List<GgufTensor> tensors = GgufTensorSizes.of(raw, dataOffset, size);
    return new GgufShape(metadata, tensors).header(version, dataOffset, size);
  }

  private static int version(GgufInput in) throws IOException {
    if (in.i32() != MAGIC) {
      throw new GgufException(0, "it does not begin with 'GGUF'");
    }
    int version = in.i32();
    if (version != 0 && (version & 0xffff) == 0) {
      throw new GgufException(4, "it is for big-endian machines");
    }
    if (version != 2 && version != 3) {
      throw new GgufException(
          4, "its format version is " + Integer.toUnsignedString(version) + "; 2 and 3 are known");
    }
    return version;
  }

  private static int alignment(GgufMetadata metadata) throws GgufException {
    int alignment = metadata.number("general.alignment", DEFAULT_ALIGNMENT);
    if (alignment < 1 || alignment > MAX_ALIGNMENT || Integer.bitCount(alignment) != 1) {
      throw metadata.wrong("general.alignment", "is " + alignment + ", a power of two expected");
    }
    return alignment;
  }

  private static List<RawTensor> rawTensors(GgufInput in, long count) throws IOException {
    List<RawTensor> tensors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < count; i++) {
      RawTensor tensor = rawTensor(in);
      if (!names.add(tensor.name())) {
        throw new GgufException(in.position(), "the tensor '" + tensor.name() + "' stands twice");
      }
      tensors.add(tensor);
    }
    return tensors;
  }

  private static RawTensor rawTensor(GgufInput in) throws IOException {
    String name = in.text("a tensor's name", MAX_TENSOR_NAME);
    long rank = in.u32();
    if (rank > MAX_DIMENSIONS) {
      throw new GgufException(in.position() - 4, "'" + name + "' has " + rank + " dimensions");
    }
    List<Long> dimensions = new ArrayList<>();
    for (long i = 0; i < rank; i++) {
      dimensions.add(in.count("a dimension of '" + name + "'", 1L << 48));
    }
    return new RawTensor(name, dimensions, in.u32(), in.i64(), in.position());
  }

  /// A tensor as the file lists it.
  ///
  /// @param at position after it, for messages
  record RawTensor(String name, List<Long> dimensions, long typeId, long offset, long at) {}
}
