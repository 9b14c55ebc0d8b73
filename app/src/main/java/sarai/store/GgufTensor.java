package sarai.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where and how a tensor is stored. Immutable.
///
/// @param name such as `blk.0.attn_q.weight`
/// @param dimensions values along each axis, the row length first
/// @param type how its numbers are stored; null when the type is newer than our table
/// @param typeId ggml's number of the type
/// @param offset first byte, counted from the beginning of the tensor data
/// @param bytes size; for an unknown type the room up to the next tensor
public record GgufTensor(
    String name,
    List<Long> dimensions,
    @Nullable GgufType type,
    long typeId,
    long offset,
    long bytes) {
  public GgufTensor {
    dimensions = List.copyOf(dimensions);
  }

  /// Numbers that it holds.
  public long values() {
    return dimensions.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }

  /// First byte after it, counted from the beginning of the tensor data.
  public long end() {
    return Math.addExact(offset, bytes);
  }

  /// The type's name, or its number where we do not know it.
  public String typeName() {
    return type == null ? "type " + typeId : type.name();
  }
}
