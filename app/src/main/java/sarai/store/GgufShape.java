package sarai.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sarai.store.GgufHeader.Model;
import sarai.store.GgufHeader.Pooling;
import sarai.store.GgufProjector.Audio;
import sarai.store.GgufProjector.Encoder;
import sarai.store.GgufProjector.Vision;

/// Reads a model's shape out of its keys.
final class GgufShape {
  private static final int MAX_WIDTH = 1 << 24;

  private final GgufMetadata metadata;
  private final List<GgufTensor> tensors;
  private final String architecture;

  GgufShape(GgufMetadata metadata, List<GgufTensor> tensors) throws GgufException {
    this.metadata = metadata;
    this.tensors = tensors;
    String found = metadata.text("general.architecture");
    if (found == null || found.isBlank()) {
      throw metadata.wrong("general.architecture", "is missing");
    }
    this.architecture = found;
  }

  GgufHeader header(int version, long dataOffset, long fileSize) throws GgufException {
    boolean projector = architecture.equals("clip");
    return new GgufHeader(
        version,
        architecture,
        metadata.text("general.name"),
        quantisation(),
        projector ? null : model(),
        projector ? projector() : null,
        tensors,
        dataOffset,
        fileSize);
  }

  private String quantisation() throws GgufException {
    int fileType = metadata.number("general.file_type", -1);
    return fileType < 0 ? "unknown" : GgufFileTypes.name(fileType);
  }

  private Model model() throws GgufException {
    GgufLayers layers = new GgufLayers(metadata, architecture);
    return new Model(
        layers.all(),
        metadata.number(architecture + ".context_length", 0),
        layers.embedding(),
        widestFeedForward(layers.count()),
        vocabulary(),
        layers.window(),
        layers.causal(),
        metadata.has("tokenizer.chat_template"),
        pooling());
  }

  private int widestFeedForward(int layers) throws GgufException {
    String key = architecture + ".feed_forward_length";
    int widest = 0;
    for (int i = 0; i < layers; i++) {
      widest = Math.max(widest, metadata.perLayer(key, i, 0));
    }
    return width(key, widest);
  }

  /// The tokens listed; else the key; else the rows of the embedding table.
  private int vocabulary() throws GgufException {
    int listed = metadata.length("tokenizer.ggml.tokens");
    int named = listed > 0 ? listed : metadata.number(architecture + ".vocab_size", 0);
    return width("the vocabulary", named > 0 ? named : embeddingRows());
  }

  private int embeddingRows() {
    Optional<GgufTensor> table =
        tensors.stream().filter(tensor -> tensor.name().equals("token_embd.weight")).findFirst();
    return table
        .filter(tensor -> tensor.dimensions().size() == 2)
        .map(tensor -> (int) Math.min(Integer.MAX_VALUE, tensor.dimensions().get(1)))
        .orElse(0);
  }

  private Pooling pooling() throws GgufException {
    return switch (metadata.number(architecture + ".pooling_type", -1)) {
      case 0 -> Pooling.NONE;
      case 1 -> Pooling.MEAN;
      case 2 -> Pooling.CLS;
      case 3 -> Pooling.LAST;
      case 4 -> Pooling.RANK;
      default -> Pooling.UNSPECIFIED;
    };
  }

  private GgufProjector projector() throws GgufException {
    boolean vision = metadata.flag("clip.has_vision_encoder", false);
    boolean audio = metadata.flag("clip.has_audio_encoder", false);
    return new GgufProjector(projectorType(), vision ? vision() : null, audio ? audio() : null);
  }

  /// One type for the file, or one for each encoder.
  private String projectorType() throws GgufException {
    @Nullable String type = metadata.text("clip.projector_type");
    type = type == null ? metadata.text("clip.vision.projector_type") : type;
    type = type == null ? metadata.text("clip.audio.projector_type") : type;
    return type == null ? "unknown" : type;
  }

  private Vision vision() throws GgufException {
    return new Vision(
        encoder("clip.vision."),
        bounded("clip.vision.image_size", 0),
        bounded("clip.vision.patch_size", 0),
        Math.max(1, bounded("clip.vision.spatial_merge_size", defaultMerge())));
  }

  /// Qwen's projectors merge 2×2 patches and old files do not say so.
  private int defaultMerge() throws GgufException {
    return projectorType().startsWith("qwen") ? 2 : 1;
  }

  private Audio audio() throws GgufException {
    return new Audio(encoder("clip.audio."), bounded("clip.audio.num_mel_bins", 0));
  }

  private Encoder encoder(String prefix) throws GgufException {
    return new Encoder(
        bounded(prefix + "block_count", 0),
        bounded(prefix + "embedding_length", 0),
        bounded(prefix + "feed_forward_length", 0),
        bounded(prefix + "attention.head_count", 0),
        bounded(prefix + "projection_dim", 0));
  }

  private int bounded(String key, int otherwise) throws GgufException {
    return width(key, metadata.number(key, otherwise));
  }

  private int width(String key, int value) throws GgufException {
    if (value > MAX_WIDTH) {
      throw metadata.wrong(key, "is " + value + ", at most " + MAX_WIDTH + " expected");
    }
    return value;
  }
}
