package sarai.engine.whisper;

/// How much of its 30 s window Whisper computes for a span. ADR 0061 has the measurements.
final class AudioContext {
  private static final int WHOLE = 1500;
  private static final int SAMPLES_PER_STEP = 320;
  private static final int MARGIN = 64;
  private static final int SHORT = 12 * 16_000;

  private AudioContext() {}

  /// Encoder positions of 20 ms: what the span covers, and a margin.
  static int of(int samples) {
    return Math.min(WHOLE, Math.ceilDiv(samples, SAMPLES_PER_STEP) + MARGIN);
  }

  /// The positions up to a multiple that suits a library.
  static int roundedUp(int positions, int multiple) {
    return Math.min(WHOLE, Math.ceilDiv(positions, multiple) * multiple);
  }

  /// Whether the span is decoded as one segment: a second pass over the rest after the last
  /// timestamp costs as much as the first and is where words are invented.
  static boolean isShort(int samples) {
    return samples <= SHORT;
  }
}
