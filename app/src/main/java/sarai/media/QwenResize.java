package sarai.media;

import java.util.function.DoubleUnaryOperator;

/// The size that a Qwen-VL model is sent a picture in: pure functions.
///
/// Source: `smart_resize` of qwen-vl-utils 0.0.14 (Apache-2.0). With `f` the factor, `H = max(f,
/// round(h/f)·f)` and `W` alike, where `round` is Python's half to even ([Math#rint]). If `H·W >
/// max`: `β = √(h·w/max)`, `H = ⌊h/β/f⌋·f`. Else if `H·W < min`: `β = √(min/(h·w))`, `H =
/// ⌈h·β/f⌉·f`. A long side of more than 200 short sides is refused.
final class QwenResize {
  /// Greatest long side divided by short side.
  public static final double MAX_RATIO = 200;

  /// Tokens around a picture: `<|vision_start|>` and `<|vision_end|>`.
  public static final int MARKERS = 2;

  private QwenResize() {}

  /// The official size, exactly; a side can be 0 where a very thin picture is shrunk.
  ///
  /// @param size of the picture as it comes
  /// @param factor patch × merge in pixels: 32 for Qwen3-VL, 28 for Qwen2.5-VL
  /// @throws MediaException.BadShape when the picture is empty or too elongated
  public static ImageSize official(ImageSize size, int factor, TokenBounds bounds)
      throws MediaException {
    return official(size, factor, PixelBounds.of(bounds, factor));
  }

  static ImageSize official(ImageSize size, int factor, PixelBounds bounds) throws MediaException {
    if (size.width() < 1 || size.height() < 1 || size.ratio() > MAX_RATIO) {
      throw new MediaException.BadShape(size, MAX_RATIO);
    }
    return rounded(size, factor, bounds, Math::rint);
  }

  /// The size that llama.cpp would choose by itself: its `round` takes halves up and it asks for no
  /// ratio. (With flags that raise the minimum, its 32-bit floats can differ from this.) We never
  /// rely on it: what we send is a multiple of the factor within bounds and passes unchanged.
  public static ImageSize llamaCpp(ImageSize size, int factor, TokenBounds bounds) {
    return rounded(size, factor, PixelBounds.of(bounds, factor), x -> Math.floor(x + 0.5));
  }

  /// The size that we send a picture in: the official one within what the model takes.
  ///
  /// @param limits of the model and of its engine; they win over the rule
  /// @throws MediaException.BadShape when the picture is empty or too elongated
  public static ImageSize picture(ImageSize size, int factor, TokenBounds limits)
      throws MediaException {
    return limited(official(size, factor, TokenBounds.QWEN_IMAGE), size, factor, limits);
  }

  /// Brings an official size within what the model and its engine take. Both sides are multiples of
  /// the factor and at least one factor long; `limits.max()` is never passed.
  ///
  /// @param official what the rule says
  /// @param size of the picture as it comes: its proportions are kept as far as possible
  public static ImageSize limited(
      ImageSize official, ImageSize size, int factor, TokenBounds limits) {
    ImageSize limited = official;
    if (official.tokens(factor) < limits.min()) {
      limited = grown(size, factor, pixels(limits.min(), factor));
    }
    if (limited.tokens(factor) > limits.max()) {
      limited = shrunk(size, factor, pixels(limits.max(), factor));
    }
    return atLeastOneFactor(limited, factor, limits.max());
  }

  private static ImageSize rounded(
      ImageSize size, int factor, PixelBounds bounds, DoubleUnaryOperator round) {
    ImageSize near =
        new ImageSize(
            Math.max(factor, multiple(size.width(), factor, round)),
            Math.max(factor, multiple(size.height(), factor, round)));
    if (near.pixels() > bounds.max()) {
      return shrunk(size, factor, bounds.max());
    }
    return near.pixels() < bounds.min() ? grown(size, factor, bounds.min()) : near;
  }

  private static ImageSize shrunk(ImageSize size, int factor, double maxPixels) {
    double beta = Math.sqrt(size.pixels() / maxPixels);
    return new ImageSize(
        multiple(size.width() / beta, factor, Math::floor),
        multiple(size.height() / beta, factor, Math::floor));
  }

  private static ImageSize grown(ImageSize size, int factor, double minPixels) {
    double beta = Math.sqrt(minPixels / size.pixels());
    return new ImageSize(
        multiple(size.width() * beta, factor, Math::ceil),
        multiple(size.height() * beta, factor, Math::ceil));
  }

  /// Gives a side that was shrunk away one factor back, at the expense of the other.
  private static ImageSize atLeastOneFactor(ImageSize size, int factor, int maxTokens) {
    if (size.width() > 0 && size.height() > 0) {
      return size;
    }
    int longest = Math.min(Math.max(size.width(), size.height()), maxTokens * factor);
    int other = Math.max(factor, longest);
    return size.width() == 0 ? new ImageSize(factor, other) : new ImageSize(other, factor);
  }

  private static double pixels(int tokens, int factor) {
    return (double) tokens * factor * factor;
  }

  private static int multiple(double length, int factor, DoubleUnaryOperator round) {
    return ((int) round.applyAsDouble(length / factor)) * factor;
  }

  /// Fewest and most pixels; fractions occur where a sequence is shared among frames.
  record PixelBounds(double min, double max) {
    static PixelBounds of(TokenBounds tokens, int factor) {
      return new PixelBounds(pixels(tokens.min(), factor), pixels(tokens.max(), factor));
    }
  }
}
