package sarai.media;

import java.util.ArrayList;
import java.util.List;
import sarai.media.VoiceActivity.Found;
import sarai.media.VoiceActivity.Stretch;

/// Cuts a sound into spans that a recogniser takes at once: at its pauses, each under 29 s, with
/// the silence around them trimmed.
final class VoiceSpans {
  private static final long LONGEST = 29L * Sound.RATE;
  private static final long PADDING = Sound.RATE * 3 / 10;

  private VoiceSpans() {}

  /// @return spans in order that do not overlap, padded by 300 ms where there is room; empty when
  ///   there is no speech
  public static List<Stretch> of(Found found, long samples) {
    List<Stretch> spans = new ArrayList<>();
    for (Stretch stretch : found.stretches()) {
      long before = spans.isEmpty() ? 0 : spans.getLast().to();
      long from = Math.max(before, stretch.from() - PADDING);
      long to = Math.min(samples, stretch.to() + PADDING);
      if (!spans.isEmpty() && to - spans.getLast().from() <= LONGEST) {
        spans.set(spans.size() - 1, new Stretch(spans.getLast().from(), to));
      } else {
        cut(from, to, spans);
      }
    }
    return List.copyOf(spans);
  }

  /// A stretch without pauses that is too long is cut into equal parts.
  private static void cut(long from, long to, List<Stretch> spans) {
    long parts = Math.ceilDiv(to - from, LONGEST);
    for (long part = 0; part < parts; part++) {
      spans.add(
          new Stretch(from + (to - from) * part / parts, from + (to - from) * (part + 1) / parts));
    }
  }
}
