package sarai.media;

import java.io.IOException;
import java.util.List;

/// How something was said, whatever was said.
///
/// @param loudness mean of the audible frames, dBFS
/// @param pitch median of the voiced frames, Hz; 0 without a voice
/// @param range from the tenth to the ninetieth percentile of the pitch, semitones
/// @param rate peaks of loudness in a second of speech, which is about syllables
/// @param pauses share of the time from first to last sound that is silent, 0 to 1
public record VoiceProsody(
    double loudness, double pitch, double range, double rate, double pauses) {
  private static final int PEAK_REACH = 3;
  private static final float PEAK_DECIBELS = 2;

  public static VoiceProsody of(Sound sound) throws IOException {
    return of(VoiceFrames.of(sound));
  }

  static VoiceProsody of(List<VoiceFrame> frames) {
    float threshold = VoiceActivity.threshold(frames);
    List<VoiceFrame> audible = frames.stream().filter(f -> f.decibels() >= threshold).toList();
    if (audible.isEmpty()) {
      return new VoiceProsody(-100, 0, 0, 0, 0);
    }
    int first = frames.indexOf(audible.getFirst());
    int span = frames.lastIndexOf(audible.getLast()) + 1 - first;
    List<Float> pitches =
        audible.stream().filter(VoiceFrame::isVoiced).map(VoiceFrame::pitch).sorted().toList();
    return new VoiceProsody(
        audible.stream().mapToDouble(VoiceFrame::decibels).average().orElse(-100),
        pitches.isEmpty() ? 0 : pitches.get(pitches.size() / 2),
        range(pitches),
        peaks(frames, threshold) / (audible.size() * (double) VoiceFrame.SECONDS),
        1 - (double) audible.size() / span);
  }

  /// How aroused the voice is, 0 calm to 1 excited: a weighted mean of what speech research finds
  /// to rise with arousal (Scherer 2003; Juslin and Laukka 2003), each brought to 0–1 over the span
  /// of ordinary speech:
  ///
  /// 0.35 · loudness(−40…−15 dBFS) + 0.25 · range(2…14 semitones) + 0.25 · rate(2…7 a second) +
  /// 0.15 · (1 − pauses(0…0.5)). Without a voice it is 0.
  ///
  /// The spans are ours and uncalibrated: a tendency, not a measurement of feeling.
  public double arousal() {
    if (pitch == 0) {
      return 0;
    }
    return 0.35 * within(loudness, -40, -15)
        + 0.25 * within(range, 2, 14)
        + 0.25 * within(rate, 2, 7)
        + 0.15 * (1 - within(pauses, 0, 0.5));
  }

  private static double within(double value, double low, double high) {
    return Math.clamp((value - low) / (high - low), 0, 1);
  }

  private static double range(List<Float> sorted) {
    if (sorted.isEmpty()) {
      return 0;
    }
    double low = sorted.get(sorted.size() / 10);
    double high = sorted.get(sorted.size() * 9 / 10);
    return 12 * Math.log(high / low) / Math.log(2);
  }

  /// Audible frames that are loudest within 60 ms and rise 2 dB above a frame on either side.
  private static long peaks(List<VoiceFrame> frames, float threshold) {
    long peaks = 0;
    for (int i = PEAK_REACH; i < frames.size() - PEAK_REACH; i++) {
      float own = frames.get(i).decibels();
      peaks += own >= threshold && isPeak(frames, i, own) ? 1 : 0;
    }
    return peaks;
  }

  private static boolean isPeak(List<VoiceFrame> frames, int at, float own) {
    float left = own;
    float right = own;
    for (int i = 1; i <= PEAK_REACH; i++) {
      float before = frames.get(at - i).decibels();
      float after = frames.get(at + i).decibels();
      if (before >= own || after > own) {
        return false;
      }
      left = Math.min(left, before);
      right = Math.min(right, after);
    }
    return own - left > PEAK_DECIBELS && own - right > PEAK_DECIBELS;
  }
}
