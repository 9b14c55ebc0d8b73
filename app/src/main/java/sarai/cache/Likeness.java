package sarai.cache;

/// How a picture looks: a perceptual hash that may propose another picture as the same, and a small
/// copy that decides. Immutable.
///
/// The hash has one bit for each pair of neighbours in a 9 × 8 gray copy: whether it gets brighter
/// (dHash). Pictures that differ in a detail can share it, so a proposal is never trusted.
public final class Likeness {
  /// Stands for questions about a clip or several pictures: like nothing.
  public static final Likeness NONE = new Likeness(0, new int[0]);

  /// Most that any channel of any pixel of the small copies may differ, of 255.
  public static final int MOST_DIFFERENCE = 6;

  private static final int SIDE = 32;
  private static final int MOST_BITS = 4;

  private final long hash;
  private final int[] copy;

  private Likeness(long hash, int[] copy) {
    this.hash = hash;
    this.copy = copy;
  }

  /// @param rgb `0xRRGGBB` pixels, row by row
  public static Likeness of(int[] rgb, int width, int height) {
    int[] gray = shrunk(rgb, width, height, 9, 8);
    long hash = 0;
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        boolean brighter = luma(gray[y * 9 + x + 1]) > luma(gray[y * 9 + x]);
        hash = hash << 1 | (brighter ? 1 : 0);
      }
    }
    return new Likeness(hash, shrunk(rgb, width, height, SIDE, SIDE));
  }

  boolean proposes(Likeness other) {
    return copy.length > 0
        && other.copy.length > 0
        && Long.bitCount(hash ^ other.hash) <= MOST_BITS;
  }

  boolean isVerified(Likeness other) {
    for (int i = 0; i < copy.length; i++) {
      if (difference(copy[i], other.copy[i]) > MOST_DIFFERENCE) {
        return false;
      }
    }
    return copy.length == other.copy.length;
  }

  private static int difference(int a, int b) {
    int red = Math.abs((a >> 16 & 0xFF) - (b >> 16 & 0xFF));
    int green = Math.abs((a >> 8 & 0xFF) - (b >> 8 & 0xFF));
    return Math.max(Math.max(red, green), Math.abs((a & 0xFF) - (b & 0xFF)));
  }

  private static int luma(int rgb) {
    return 299 * (rgb >> 16 & 0xFF) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF);
  }

  /// The mean of the pixels under each target pixel.
  private static int[] shrunk(int[] rgb, int width, int height, int columns, int rows) {
    int[] out = new int[columns * rows];
    for (int y = 0; y < rows; y++) {
      int top = y * height / rows;
      int bottom = Math.max(top + 1, (y + 1) * height / rows);
      for (int x = 0; x < columns; x++) {
        int left = x * width / columns;
        int right = Math.max(left + 1, (x + 1) * width / columns);
        out[y * columns + x] = mean(rgb, width, new Box(left, top, right, bottom));
      }
    }
    return out;
  }

  private record Box(int left, int top, int right, int bottom) {
    private int count() {
      return (right - left) * (bottom - top);
    }
  }

  private static int mean(int[] rgb, int width, Box box) {
    long red = 0;
    long green = 0;
    long blue = 0;
    for (int y = box.top(); y < box.bottom(); y++) {
      for (int x = box.left(); x < box.right(); x++) {
        int pixel = rgb[y * width + x];
        red += pixel >> 16 & 0xFF;
        green += pixel >> 8 & 0xFF;
        blue += pixel & 0xFF;
      }
    }
    int count = box.count();
    return (int) (red / count) << 16 | (int) (green / count) << 8 | (int) (blue / count);
  }
}
