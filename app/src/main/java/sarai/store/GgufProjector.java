package sarai.store;

import org.jspecify.annotations.Nullable;

/// What turns pictures or sound into the token space of a language model (`clip.*`). Immutable.
///
/// @param type how it projects, such as `qwen3vl_merger` or `qwen2a`
/// @param vision its picture encoder; null when it has none
/// @param audio its sound encoder; null when it has none
public record GgufProjector(String type, @Nullable Vision vision, @Nullable Audio audio) {

  /// @param encoder the transformer over patches
  /// @param imageSize side in pixels that the positions were trained for
  /// @param patchSize side of a patch in pixels
  /// @param mergeSize patches merged along each side into one token; 1 when none
  public record Vision(Encoder encoder, int imageSize, int patchSize, int mergeSize) {}

  /// @param encoder the transformer over frames of sound
  /// @param melBins bands of the spectrum
  public record Audio(Encoder encoder, int melBins) {}

  /// @param blocks layers
  /// @param embedding values of a position
  /// @param feedForward values of the wide inner layer
  /// @param heads attention heads
  /// @param projection values of a token that comes out
  public record Encoder(int blocks, int embedding, int feedForward, int heads, int projection) {}
}
