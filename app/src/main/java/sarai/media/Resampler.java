package sarai.media;

import java.io.IOException;

/// Brings samples of any rate to 16 kHz by a windowed sinc (Hann, 12 zero crossings a side), with
/// the cut-off below the lower of the two Nyquist frequencies. Used by one thread.
final class Resampler {
  private static final int CROSSINGS = 12;

  private final double step;
  private final double cutoff;
  private final int reach;
  private final float[] ring;
  private final PcmWriter out;
  private long taken;
  private long made;

  Resampler(int fromRate, PcmWriter out) {
    this.step = (double) fromRate / Sound.RATE;
    this.cutoff = Math.min(1, 1 / step) * (step == 1 ? 1 : 0.95);
    this.reach = (int) Math.ceil(CROSSINGS / cutoff);
    this.ring = new float[Integer.highestOneBit(2 * reach + 2) << 1];
    this.out = out;
  }

  void put(float sample) throws IOException, AudioException {
    if (step == 1) {
      out.write(sample);
      return;
    }
    ring[(int) (taken++ & (ring.length - 1))] = sample;
    while (made * step + reach < taken) {
      out.write(at(made++ * step));
    }
  }

  /// Flushes what still waits for samples after it.
  void end() throws IOException, AudioException {
    if (step == 1) {
      return;
    }
    long last = taken;
    for (int i = 0; i < reach && made * step < last; i++) {
      put(0);
    }
    while (made * step < last) {
      out.write(at(made++ * step));
    }
  }

  private float at(double position) {
    long first = Math.max(0, (long) Math.ceil(position - reach));
    long end = Math.min(taken, (long) Math.floor(position + reach) + 1);
    double sum = 0;
    for (long i = first; i < end; i++) {
      double distance = i - position;
      double window = 0.5 + 0.5 * Math.cos(Math.PI * distance / (reach + 1));
      sum += ring[(int) (i & (ring.length - 1))] * window * sinc(distance * cutoff);
    }
    return (float) (sum * cutoff);
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }
}
