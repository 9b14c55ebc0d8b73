package sarai.media;

/// Brings speech to a common loudness before it is recognised.
public final class AudioLevel {
  private static final double TARGET_RMS = Math.pow(10, -20 / 20.0);
  private static final double MAX_GAIN = Math.pow(10, 30 / 20.0);
  private static final double MAX_PEAK = 0.98;

  private AudioLevel() {}

  /// Scales in place to −20 dBFS (root mean square), by at most 30 dB and never into clipping.
  public static void normalise(float[] samples) {
    double energy = 0;
    float peak = 0;
    for (float sample : samples) {
      energy += (double) sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    if (peak == 0) {
      return;
    }
    double rms = Math.sqrt(energy / samples.length);
    float gain = (float) Math.min(Math.min(TARGET_RMS / rms, MAX_GAIN), MAX_PEAK / peak);
    for (int i = 0; i < samples.length; i++) {
      samples[i] *= gain;
    }
  }
}
