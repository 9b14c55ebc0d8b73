package sarai.media;

/// Width and height of a picture in pixels. Immutable.
public record ImageSize(int width, int height) {
  public long pixels() {
    return (long) width * height;
  }

  /// Merged vision tokens of a picture of this size: one for each square of `factor` pixels.
  ///
  /// @param factor patch × merge in pixels
  public int tokens(int factor) {
    return Math.toIntExact(pixels() / ((long) factor * factor));
  }

  /// Long side divided by short side.
  public double ratio() {
    return (double) Math.max(width, height) / Math.min(width, height);
  }

  /// The same picture lying on its other side.
  public ImageSize turned() {
    return new ImageSize(/* width= */ height, /* height= */ width);
  }

  /// Such as `640×480`.
  @Override
  public String toString() {
    return width + "×" + height;
  }
}
