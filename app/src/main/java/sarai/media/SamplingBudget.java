package sarai.media;

import sarai.config.ModelConfig;
import sarai.units.Bytes;

/// What the pictures and clips of a request may cost. Immutable.
///
/// @param tokens most prompt tokens of pictures, frames and their times
/// @param memory most bytes of decoded pictures, at 3 bytes a pixel: the engine holds all of a
///   request's pictures at once
public record SamplingBudget(int tokens, Bytes memory) {
  static final int BYTES_A_PIXEL = 3;

  /// Part of a model's context that stays free for the question and the answer, in tokens.
  private static final int RESERVED_TOKENS = 1024;

  /// Most that the decoded pictures of a request may take in the engine.
  private static final Bytes MOST_DECODED = Bytes.ofMegabytes(512);

  /// What a model can be shown.
  public static SamplingBudget of(ModelConfig model) {
    return new SamplingBudget(Math.max(1, model.shape().context() - RESERVED_TOKENS), MOST_DECODED);
  }

  boolean pays(int cost, long pixels) {
    return cost <= tokens && BYTES_A_PIXEL * pixels <= memory.value();
  }

  /// What is left when pictures have been paid; nothing when they cost more than there is.
  SamplingBudget after(int cost, long pixels) {
    return new SamplingBudget(
        Math.max(0, tokens - cost), memory.minus(Bytes.of(BYTES_A_PIXEL * pixels)).max(Bytes.ZERO));
  }

  /// An equal part of it.
  SamplingBudget share(long parts) {
    return new SamplingBudget((int) (tokens / parts), Bytes.of(memory.value() / parts));
  }
}
