package sarai.media;

import sarai.config.ModelConfig;
import sarai.units.Bytes;

/// What a clip may cost. Immutable.
///
/// @param tokens most prompt tokens of all its frames and their times
/// @param memory most bytes of decoded frames, at 3 bytes a pixel: the engine holds all of a
///   request's pictures at once
public record SamplingBudget(int tokens, Bytes memory) {
  /// Part of a model's context that stays free for the question and the answer, in tokens.
  private static final int RESERVED_TOKENS = 1024;

  /// Most that the decoded frames of a clip may take in the engine.
  private static final Bytes MOST_DECODED = Bytes.ofMegabytes(512);

  /// What a model can be shown.
  public static SamplingBudget of(ModelConfig model) {
    return new SamplingBudget(Math.max(1, model.shape().context() - RESERVED_TOKENS), MOST_DECODED);
  }
}
