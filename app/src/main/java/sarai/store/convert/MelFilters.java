package sarai.store.convert;

/// Triangular mel filters on Slaney's scale with Slaney's area normalisation, as Whisper was
/// trained with (Slaney, Auditory Toolbox, 1998; the same figures as `librosa.filters.mel`): linear
/// below 1 kHz at 200/3 Hz a mel, logarithmic above.
final class MelFilters {
  static final int BINS = 201;

  private static final double RATE = 16_000;
  private static final double WINDOW = 400;
  private static final double HERTZ_PER_MEL = 200.0 / 3;
  private static final double BREAK_HERTZ = 1000;
  private static final double BREAK_MEL = BREAK_HERTZ / HERTZ_PER_MEL;
  private static final double LOG_STEP = Math.log(6.4) / 27;

  private MelFilters() {}

  /// @return one row of [#BINS] weights for each of `count` filters
  static float[][] of(int count) {
    double[] edges = edges(count);
    float[][] filters = new float[count][BINS];
    for (int filter = 0; filter < count; filter++) {
      double area = 2 / (edges[filter + 2] - edges[filter]);
      for (int bin = 0; bin < BINS; bin++) {
        double hertz = bin * RATE / WINDOW;
        double rising = (hertz - edges[filter]) / (edges[filter + 1] - edges[filter]);
        double falling = (edges[filter + 2] - hertz) / (edges[filter + 2] - edges[filter + 1]);
        filters[filter][bin] = (float) (area * Math.max(0, Math.min(rising, falling)));
      }
    }
    return filters;
  }

  private static double[] edges(int count) {
    double top = toMel(RATE / 2);
    double[] edges = new double[count + 2];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = toHertz(top * i / (count + 1));
    }
    return edges;
  }

  private static double toMel(double hertz) {
    return hertz < BREAK_HERTZ
        ? hertz / HERTZ_PER_MEL
        : BREAK_MEL + Math.log(hertz / BREAK_HERTZ) / LOG_STEP;
  }

  private static double toHertz(double mel) {
    return mel < BREAK_MEL
        ? mel * HERTZ_PER_MEL
        : BREAK_HERTZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
  }
}
