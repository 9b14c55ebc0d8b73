package sarai.media;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds where somebody may be speaking, and tells silence, noise and music from speech.
///
/// Energy says where there is something: frames 10 dB above the sound's own floor (its tenth
/// percentile) or within 25 dB of its loud parts, and above −60 dBFS, joined over gaps of 300 ms.
/// Pitch says whether it may be a voice. A voice's pitch moves smoothly (under 10 % from frame to
/// frame in three pairs of four; measured 0.87–1.00 in speech, at most 0.61 in noise): anything
/// else is noise. A pitch that stands still (under 0.6 % in most pairs) or a loudness that does (9
/// dB) is music. Measured against libfvad, which takes noise and music for speech, in ADR 0062.
public final class VoiceActivity {
  private static final float AUDIBLE = -60;
  private static final float ABOVE_FLOOR = 10;
  private static final int JOIN_FRAMES = 15;
  private static final int MIN_SMOOTH = 4;
  private static final double MIN_SMOOTH_SHARE = 0.12;
  private static final double SMOOTH_STEP = 0.1;
  private static final double MIN_SMOOTH_PAIRS = 0.75;
  private static final double STEADY_STEP = 0.006;
  private static final double MAX_STEADY_PAIRS = 0.6;
  private static final int FLAT_FRAMES = 25;
  private static final float FLAT_DECIBELS = 9;

  private VoiceActivity() {}

  /// Why there is nothing to write down.
  public enum Reason {
    SILENCE,
    NOISE,
    MUSIC
  }

  /// @param stretches where there may be speech, in samples, in order, apart; empty without speech
  /// @param reason null when there are stretches
  public record Found(List<Stretch> stretches, @Nullable Reason reason) {
    public Found {
      stretches = List.copyOf(stretches);
    }
  }

  /// Samples from `from` to before `to`.
  public record Stretch(long from, long to) {
    public double seconds() {
      return (double) (to - from) / Sound.RATE;
    }
  }

  public static Found find(Sound sound) throws IOException {
    return find(VoiceFrames.of(sound), sound.samples());
  }

  static Found find(List<VoiceFrame> frames, long samples) {
    List<Stretch> speech = new ArrayList<>();
    Reason reason = Reason.SILENCE;
    for (int[] run : runs(frames)) {
      Reason other = judge(frames.subList(run[0], run[1]));
      if (other == null) {
        speech.add(
            new Stretch(
                (long) run[0] * VoiceFrame.SAMPLES,
                Math.min(samples, (long) run[1] * VoiceFrame.SAMPLES)));
      } else if (other.compareTo(reason) > 0) {
        reason = other;
      }
    }
    return new Found(speech, speech.isEmpty() ? reason : null);
  }

  /// The frame in the middle of the last pause between sounds; the end when there is none.
  static int lastPause(List<VoiceFrame> frames) {
    List<int[]> runs = runs(frames);
    boolean open = !runs.isEmpty() && frames.size() - runs.getLast()[1] <= JOIN_FRAMES;
    if (!open || runs.size() < 2) {
      return frames.size();
    }
    return (runs.get(runs.size() - 2)[1] + runs.getLast()[0]) / 2;
  }

  private static List<int[]> runs(List<VoiceFrame> frames) {
    float threshold = threshold(frames);
    List<int[]> runs = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).decibels() < threshold) {
        continue;
      }
      if (!runs.isEmpty() && i - runs.getLast()[1] <= JOIN_FRAMES) {
        runs.getLast()[1] = i + 1;
      } else {
        runs.add(new int[] {i, i + 1});
      }
    }
    return runs;
  }

  /// A sound without pauses has a high floor; 25 dB under its loud parts is then still audible.
  static float threshold(List<VoiceFrame> frames) {
    List<Float> sorted = frames.stream().map(VoiceFrame::decibels).sorted().toList();
    float floor = sorted.get(sorted.size() / 10);
    float loud = sorted.get(sorted.size() - 1 - sorted.size() / 20);
    return Math.max(AUDIBLE, Math.min(floor + ABOVE_FLOOR, loud - 25));
  }

  private static @Nullable Reason judge(List<VoiceFrame> run) {
    int pairs = 0;
    int smooth = 0;
    int steady = 0;
    for (int i = 1; i < run.size(); i++) {
      float before = run.get(i - 1).pitch();
      float step = Math.abs(run.get(i).pitch() - before);
      if (before > 0 && run.get(i).isVoiced()) {
        pairs++;
        smooth += step < SMOOTH_STEP * before ? 1 : 0;
        steady += step < STEADY_STEP * before ? 1 : 0;
      }
    }
    boolean voiced = smooth >= Math.max(MIN_SMOOTH, MIN_SMOOTH_SHARE * run.size());
    if (!voiced || smooth < MIN_SMOOTH_PAIRS * pairs) {
      return Reason.NOISE;
    }
    boolean tonal = steady > MAX_STEADY_PAIRS * pairs || (run.size() > FLAT_FRAMES && isFlat(run));
    return tonal ? Reason.MUSIC : null;
  }

  private static boolean isFlat(List<VoiceFrame> run) {
    List<Float> sorted = run.stream().map(VoiceFrame::decibels).sorted().toList();
    return sorted.get(run.size() * 19 / 20) - sorted.get(run.size() / 10) < FLAT_DECIBELS;
  }
}
