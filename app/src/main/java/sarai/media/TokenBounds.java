package sarai.media;

/// Fewest and most merged vision tokens of one picture. Immutable.
public record TokenBounds(int min, int max) {
  /// What qwen-vl-utils 0.0.14 allows a picture.
  public static final TokenBounds QWEN_IMAGE = new TokenBounds(4, 16384);

  /// What qwen-vl-utils 0.0.14 allows a frame of a clip.
  public static final TokenBounds QWEN_FRAME = new TokenBounds(128, 768);

  /// What llama.cpp's mtmd resizes a Qwen-VL picture to when no flag says otherwise.
  public static final TokenBounds LLAMA_CPP = new TokenBounds(8, 4096);

  public TokenBounds {
    if (min < 1 || max < min) {
      throw new IllegalArgumentException(
          "token bounds must be 1 <= min <= max: " + min + " … " + max);
    }
  }

  /// The bounds that satisfy both; where they exclude each other, the nearest end of `other`.
  public TokenBounds within(TokenBounds other) {
    return new TokenBounds(other.clamp(min), other.clamp(max));
  }

  private int clamp(int tokens) {
    return Math.clamp(tokens, min, max);
  }
}
