package sarai.media;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.media.VoiceActivity.Found;
import sarai.media.VoiceActivity.Reason;
import sarai.media.VoiceActivity.Stretch;

/// Goes through a sound from its beginning, two minutes at a time, and tells where somebody may be
/// speaking: the first words of a long recording need not wait for its end, and what it holds does
/// not grow with its length. Windows end in a pause, where there is one. Used by one thread.
public final class SpeechWalk {
  private static final long WINDOW = 120L * Sound.RATE;

  private final Sound sound;
  private long at;
  private boolean spoken;
  private Reason otherwise = Reason.SILENCE;

  public SpeechWalk(Sound sound) {
    this.sound = sound;
  }

  /// The spans of the next window, in order and apart, each under 29 s; null at the end.
  public @Nullable List<Stretch> next() throws IOException {
    if (at >= sound.samples()) {
      return null;
    }
    long to = Math.min(sound.samples(), at + WINDOW);
    List<VoiceFrame> frames = VoiceFrames.of(sound, at, to);
    if (to < sound.samples()) {
      frames = frames.subList(0, VoiceActivity.lastPause(frames));
      to = at + (long) frames.size() * VoiceFrame.SAMPLES;
    }
    Found found = VoiceActivity.find(frames, to - at);
    note(found);
    List<Stretch> spans = new ArrayList<>();
    for (Stretch span : VoiceSpans.of(found, to - at)) {
      spans.add(new Stretch(at + span.from(), at + span.to()));
    }
    at = to;
    return spans;
  }

  private void note(Found found) {
    spoken |= found.reason() == null;
    if (found.reason() != null && found.reason().compareTo(otherwise) > 0) {
      otherwise = found.reason();
    }
  }

  /// Why there was no speech up to here; null when there was.
  public @Nullable Reason reason() {
    return spoken ? null : otherwise;
  }
}
