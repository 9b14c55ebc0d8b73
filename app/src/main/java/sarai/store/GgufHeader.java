package sarai.store;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sarai.units.Bytes;

/// What a GGUF file says about the model in it. Immutable.
///
/// @param version of the format, 2 or 3
/// @param architecture such as `qwen3vl`; `clip` for a projector
/// @param name for people; null when the file has none
/// @param quantisation the file's overall type, such as `Q4_K_M`
/// @param model its shape; null when the file is a projector
/// @param projector its shape; null when the file is a model
/// @param tensors in the order of the file
/// @param dataOffset first byte of the tensor data
/// @param fileSize in bytes
public record GgufHeader(
    int version,
    String architecture,
    @Nullable String name,
    String quantisation,
    @Nullable Model model,
    @Nullable GgufProjector projector,
    List<GgufTensor> tensors,
    long dataOffset,
    long fileSize) {
  public GgufHeader {
    tensors = List.copyOf(tensors);
  }

  /// The shape of a language or embedding model.
  ///
  /// @param layers one for each block
  /// @param contextLength tokens that it was trained for; zero when not told
  /// @param embedding values of a token between the layers
  /// @param feedForward values of the widest inner layer; zero when not told
  /// @param vocabulary tokens that it knows
  /// @param slidingWindow tokens that sliding layers look back over; zero without
  /// @param causal whether it generates from left to right, and so keeps keys and values
  /// @param chatTemplate whether the file brings the model's chat template
  /// @param pooling how an embedding model sums up a text
  public record Model(
      List<GgufLayer> layers,
      long contextLength,
      int embedding,
      int feedForward,
      int vocabulary,
      int slidingWindow,
      boolean causal,
      boolean chatTemplate,
      Pooling pooling) {
    public Model {
      layers = List.copyOf(layers);
    }
  }

  /// How an embedding model sums up a text; the numbers are those of `pooling_type`.
  public enum Pooling {
    NONE,
    MEAN,
    CLS,
    LAST,
    RANK,
    /// The file says nothing.
    UNSPECIFIED
  }

  /// Bytes of all tensors.
  public Bytes tensorBytes() {
    return Bytes.of(tensors.stream().mapToLong(GgufTensor::bytes).sum());
  }

  /// Bytes of tensors by type name, in name order.
  public Map<String, Bytes> tensorBytesByType() {
    Map<String, Bytes> sums = new TreeMap<>();
    tensors.forEach(tensor -> sums.merge(tensor.typeName(), Bytes.of(tensor.bytes()), Bytes::plus));
    return sums;
  }

  /// Number of tensors by known type.
  public Map<GgufType, Integer> tensorsByType() {
    Map<GgufType, Integer> counts = new EnumMap<>(GgufType.class);
    for (GgufTensor tensor : tensors) {
      if (tensor.type() != null) {
        counts.merge(tensor.type(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /// The tensor of that name, if there is one.
  public Optional<GgufTensor> tensor(String tensorName) {
    return tensors.stream().filter(tensor -> tensor.name().equals(tensorName)).findFirst();
  }

  /// Bytes of the table from tokens to vectors; zero without one.
  public Bytes embeddingBytes() {
    return sizeOf("token_embd.weight");
  }

  /// Bytes of the matrix from vectors to tokens; zero when the embedding table serves for it.
  public Bytes outputBytes() {
    return sizeOf("output.weight");
  }

  private Bytes sizeOf(String tensorName) {
    return Bytes.of(tensor(tensorName).map(GgufTensor::bytes).orElse(0L));
  }
}
