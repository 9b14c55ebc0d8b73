package sarai.media;

import java.util.Arrays;

/// Scales pictures with the cubic of Keys (a = −1/2), stretched over all source pixels when
/// shrinking: what Pillow calls BICUBIC and PyTorch bicubic with antialias. Two passes of fixed
/// point, as Pillow does. Stateless.
final class Scaler {
  private static final double SUPPORT = 2;
  private static final double A = -0.5;
  private static final int PRECISION = 22;
  private static final int HALF = 1 << (PRECISION - 1);

  private Scaler() {}

  static Pixels scale(Pixels from, ImageSize to) {
    if (from.size().equals(to)) {
      return from;
    }
    int height = from.size().height();
    Pixels wide =
        from.size().width() == to.width()
            ? from
            : new Pixels(new ImageSize(to.width(), height), across(from, to.width()));
    return height == to.height() ? wide : new Pixels(to, down(wide, to.height()));
  }

  private static int[] across(Pixels from, int width) {
    Weights weights = Weights.of(from.size().width(), width);
    int height = from.size().height();
    int[] out = new int[width * height];
    for (int y = 0; y < height; y++) {
      int start = y * from.size().width();
      for (int x = 0; x < width; x++) {
        out[y * width + x] = weighted(from.rgb(), start + weights.first[x], weights, x);
      }
    }
    return out;
  }

  private static int weighted(int[] rgb, int at, Weights weights, int target) {
    int red = HALF;
    int green = HALF;
    int blue = HALF;
    int offset = target * weights.taps;
    for (int i = 0; i < weights.count[target]; i++) {
      int weight = weights.value[offset + i];
      int pixel = rgb[at + i];
      red += weight * (pixel >> 16 & 0xFF);
      green += weight * (pixel >> 8 & 0xFF);
      blue += weight * (pixel & 0xFF);
    }
    return packed(red, green, blue);
  }

  /// Row by row over the source, so that memory is read in order.
  private static int[] down(Pixels from, int height) {
    Weights weights = Weights.of(from.size().height(), height);
    int width = from.size().width();
    int[] out = new int[width * height];
    int[] sums = new int[3 * width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, HALF);
      for (int i = 0; i < weights.count[y]; i++) {
        add(from.rgb(), (weights.first[y] + i) * width, weights.value[y * weights.taps + i], sums);
      }
      for (int x = 0; x < width; x++) {
        out[y * width + x] = packed(sums[3 * x], sums[3 * x + 1], sums[3 * x + 2]);
      }
    }
    return out;
  }

  private static void add(int[] rgb, int start, int weight, int[] sums) {
    for (int x = 0, to = 0; to < sums.length; x++, to += 3) {
      int pixel = rgb[start + x];
      sums[to] += weight * (pixel >> 16 & 0xFF);
      sums[to + 1] += weight * (pixel >> 8 & 0xFF);
      sums[to + 2] += weight * (pixel & 0xFF);
    }
  }

  private static int packed(int red, int green, int blue) {
    return clamped(red) << 16 | clamped(green) << 8 | clamped(blue);
  }

  private static int clamped(int sum) {
    return Math.clamp(sum >> PRECISION, 0, 255);
  }

  /// What each target pixel takes of which source pixels, in fixed point.
  private static final class Weights {
    private final int taps;
    private final int[] first;
    private final int[] count;
    private final int[] value;

    private Weights(int taps, int targets) {
      this.taps = taps;
      this.first = new int[targets];
      this.count = new int[targets];
      this.value = new int[taps * targets];
    }

    private static Weights of(int from, int to) {
      double scale = (double) from / to;
      double stretch = Math.max(scale, 1);
      double support = SUPPORT * stretch;
      Weights weights = new Weights((int) Math.ceil(support) * 2 + 1, to);
      for (int target = 0; target < to; target++) {
        double center = (target + 0.5) * scale;
        int first = Math.max((int) (center - support + 0.5), 0);
        int end = Math.min((int) (center + support + 0.5), from);
        weights.set(target, first, end, center - 0.5, stretch);
      }
      return weights;
    }

    private void set(int target, int from, int end, double center, double stretch) {
      double sum = 0;
      for (int i = from; i < end; i++) {
        sum += cubic((i - center) / stretch);
      }
      first[target] = from;
      count[target] = end - from;
      for (int i = from; i < end; i++) {
        double share = cubic((i - center) / stretch) / sum;
        value[target * taps + i - from] = (int) Math.rint(share * (1 << PRECISION));
      }
    }

    private static double cubic(double x) {
      double d = Math.abs(x);
      if (d < 1) {
        return ((A + 2) * d - (A + 3)) * d * d + 1;
      }
      return d < 2 ? (((d - 5) * d + 8) * d - 4) * A : 0;
    }
  }
}
