package sarai.media;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Measures a sound frame by frame, in one pass.
///
/// Pitch: normalised autocorrelation of 40 ms at 8 kHz over the lags of 70–400 Hz, the shortest lag
/// within 10 % of the best, refined by a parabola (Boersma 1993, without the window correction).
/// Frames under −65 dBFS are not searched.
final class VoiceFrames {
  private static final int HALF_RATE = Sound.RATE / 2;
  private static final int HOP = VoiceFrame.SAMPLES / 2;
  private static final int WINDOW = 2 * HOP;
  private static final int SHORTEST_LAG = HALF_RATE / 400;
  private static final int LONGEST_LAG = HALF_RATE / 70;
  private static final float QUIET = -65;
  private static final float FLOOR = -100;

  private final float[] halved = new float[WINDOW + LONGEST_LAG];
  private final double[] correlation = new double[LONGEST_LAG + 2];

  private VoiceFrames() {}

  static List<VoiceFrame> of(Sound sound) throws IOException {
    return of(sound, 0, sound.samples());
  }

  /// @param to one past the last sample
  static List<VoiceFrame> of(Sound sound, long from, long to) throws IOException {
    VoiceFrames measure = new VoiceFrames();
    List<VoiceFrame> frames = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(sound.pcm()), 1 << 16))) {
      in.skipNBytes(from * Float.BYTES);
      byte[] bytes = new byte[VoiceFrame.SAMPLES * Float.BYTES];
      float[] samples = new float[VoiceFrame.SAMPLES];
      for (long left = to - from; left > 0; left -= samples.length) {
        int wanted = (int) Math.min(left, samples.length) * Float.BYTES;
        int count = in.readNBytes(bytes, 0, wanted) / Float.BYTES;
        Arrays.fill(samples, 0);
        ByteBuffer.wrap(bytes, 0, count * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(samples, 0, count);
        frames.add(measure.frame(samples, Math.max(1, count)));
      }
    }
    return frames;
  }

  private VoiceFrame frame(float[] samples, int count) {
    double energy = 0;
    for (float sample : samples) {
      energy += (double) sample * sample;
    }
    float decibels = (float) Math.max(FLOOR, 10 * Math.log10(energy / count + 1e-12));
    System.arraycopy(halved, HOP, halved, 0, halved.length - HOP);
    for (int i = 0; i < HOP; i++) {
      halved[halved.length - HOP + i] = (samples[2 * i] + samples[2 * i + 1]) / 2;
    }
    return decibels < QUIET ? new VoiceFrame(decibels, 0, 0) : voiced(decibels);
  }

  private VoiceFrame voiced(float decibels) {
    int start = LONGEST_LAG;
    double own = power(start);
    for (int lag = SHORTEST_LAG - 1; lag <= LONGEST_LAG; lag++) {
      double product = 0;
      for (int i = 0; i < WINDOW; i++) {
        product += (double) halved[start + i] * halved[start + i - lag];
      }
      correlation[lag] = product / Math.sqrt(own * power(start - lag) + 1e-12);
    }
    int lag = bestLag();
    float voicing = (float) Math.clamp(correlation[lag], 0, 1);
    VoiceFrame found = new VoiceFrame(decibels, voicing, (float) (HALF_RATE / refined(lag)));
    return found.isVoiced() ? found : new VoiceFrame(decibels, voicing, 0);
  }

  private double power(int from) {
    double sum = 0;
    for (int i = from; i < from + WINDOW; i++) {
      sum += (double) halved[i] * halved[i];
    }
    return sum;
  }

  private int bestLag() {
    double best = 0;
    for (int lag = SHORTEST_LAG; lag < LONGEST_LAG; lag++) {
      best = Math.max(best, correlation[lag]);
    }
    for (int lag = SHORTEST_LAG; lag < LONGEST_LAG; lag++) {
      boolean peak =
          correlation[lag] >= correlation[lag - 1] && correlation[lag] >= correlation[lag + 1];
      if (peak && correlation[lag] >= 0.9 * best) {
        return lag;
      }
    }
    return SHORTEST_LAG;
  }

  private double refined(int lag) {
    double left = correlation[lag - 1];
    double right = correlation[lag + 1];
    double bend = left - 2 * correlation[lag] + right;
    return bend == 0 ? lag : lag + Math.clamp((left - right) / (2 * bend), -0.5, 0.5);
  }
}
