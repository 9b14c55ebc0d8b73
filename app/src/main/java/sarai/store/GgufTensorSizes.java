package sarai.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.store.GgufReader.RawTensor;

/// Works out how large listed tensors are and whether the file holds them all.
final class GgufTensorSizes {
  private final long dataOffset;
  private final long dataBytes;
  private final long[] starts;

  private GgufTensorSizes(List<RawTensor> tensors, long dataOffset, long fileSize) {
    this.dataOffset = dataOffset;
    this.dataBytes = Math.max(0, fileSize - dataOffset);
    this.starts = tensors.stream().mapToLong(RawTensor::offset).sorted().toArray();
  }

  static List<GgufTensor> of(List<RawTensor> tensors, long dataOffset, long fileSize)
      throws GgufException {
    GgufTensorSizes sizes = new GgufTensorSizes(tensors, dataOffset, fileSize);
    List<GgufTensor> sized = new ArrayList<>(tensors.size());
    for (RawTensor tensor : tensors) {
      sized.add(sizes.sized(tensor));
    }
    sizes.requireAll(sized);
    return sized;
  }

  private GgufTensor sized(RawTensor raw) throws GgufException {
    if (raw.offset() < 0) {
      throw wrong(raw, "begins at " + Long.toUnsignedString(raw.offset()));
    }
    GgufType type = GgufType.ofId(raw.typeId());
    try {
      long bytes = type == null ? room(raw) : bytes(raw, type);
      Math.addExact(Math.addExact(raw.offset(), bytes), dataOffset);
      return new GgufTensor(raw.name(), raw.dimensions(), type, raw.typeId(), raw.offset(), bytes);
    } catch (ArithmeticException e) {
      throw wrong(raw, "is larger than any file: " + raw.dimensions());
    }
  }

  private static long bytes(RawTensor raw, GgufType type) throws GgufException {
    long row = raw.dimensions().isEmpty() ? 1 : raw.dimensions().getFirst();
    if (row % type.blockValues() != 0) {
      throw wrong(raw, "has rows of " + row + ", no multiple of " + type.blockValues());
    }
    return type.bytes(values(raw));
  }

  private static long values(RawTensor raw) {
    return raw.dimensions().stream().mapToLong(n -> n).reduce(1, Math::multiplyExact);
  }

  /// From the tensor's beginning to that of the next, or to the end of the file.
  private long room(RawTensor raw) {
    if (values(raw) == 0) {
      return 0;
    }
    int next = Arrays.binarySearch(starts, raw.offset());
    while (next < starts.length && starts[next] == raw.offset()) {
      next++;
    }
    long end = next < starts.length ? starts[next] : dataBytes;
    return Math.max(0, end - raw.offset());
  }

  private void requireAll(List<GgufTensor> tensors) throws GgufException {
    @Nullable GgufTensor last = null;
    for (GgufTensor tensor : tensors) {
      last = last == null || tensor.end() > last.end() ? tensor : last;
    }
    if (last != null && last.end() > dataBytes) {
      long missing = last.end() - dataBytes;
      String reason = "the file ends before its tensors do: " + missing + " of " + last.end();
      throw new GgufException(dataOffset + dataBytes, reason + " bytes are missing", missing, null);
    }
  }

  private static GgufException wrong(RawTensor raw, String what) {
    return new GgufException(raw.at(), "the tensor '" + raw.name() + "' " + what);
  }
}
