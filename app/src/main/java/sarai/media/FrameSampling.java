package sarai.media;

import java.util.stream.IntStream;
import sarai.media.QwenResize.PixelBounds;

/// Which frames of a clip a Qwen-VL model is shown, and how large: pure functions.
///
/// Source: `smart_nframes`, `calculate_video_frame_range` and `fetch_video` of qwen-vl-utils 0.0.14
/// (Apache-2.0).
public final class FrameSampling {
  /// Frames come in pairs: counts are multiples of this.
  public static final int FRAME_FACTOR = 2;

  /// Fewest and most frames when the caller names none.
  public static final int MIN_FRAMES = 4;

  public static final int MAX_FRAMES = 768;

  private static final int SEQUENCE_TOKENS = 128_000;
  private static final double SEQUENCE_SHARE = 0.9;

  private FrameSampling() {}

  /// How often and within what counts frames are taken.
  ///
  /// @param fps frames to look at for each second
  /// @param minFrames rounded up to an even number
  /// @param maxFrames rounded down to an even number
  public record Rate(double fps, int minFrames, int maxFrames) {
    /// The official counts at `fps`.
    public static Rate of(double fps) {
      return new Rate(fps, MIN_FRAMES, MAX_FRAMES);
    }
  }

  /// Frames `first` to `last`, both included.
  public record Range(int first, int last) {
    public int count() {
      return last - first + 1;
    }
  }

  /// `n = total / videoFps · fps`, clamped to the even bounds and to `total`, then floored to an
  /// even number.
  ///
  /// @param total frames of the clip, or of the part asked for
  /// @param videoFps frames of the clip for each second
  /// @throws MediaException.TooShort when fewer than two frames remain: such as a clip of one frame
  public static int count(int total, double videoFps, Rate rate) throws MediaException {
    int min = even(Math.ceil(rate.minFrames() / 2.0));
    int max = even(Math.floor(rate.maxFrames() / 2.0));
    double wanted = total / videoFps * rate.fps();
    int count = even(Math.floor(Math.min(Math.min(Math.max(wanted, min), max), total) / 2));
    return checked(count, total);
  }

  /// An explicit number of frames, rounded half to even to a multiple of two.
  ///
  /// @throws MediaException.TooShort when the clip has fewer frames than that
  public static int explicitCount(int wanted, int total) throws MediaException {
    return checked(even(Math.rint(wanted / 2.0)), total);
  }

  /// The frames between two moments: `first = ⌈start·fps⌉`, `last = min(⌊end·fps⌋, total − 1)`.
  ///
  /// @param startSeconds clamped to the clip; 0 for its beginning
  /// @param endSeconds clamped to the clip; infinity for its end
  /// @throws MediaException.TooShort when no two frames lie between them
  public static Range range(int total, double videoFps, double startSeconds, double endSeconds)
      throws MediaException {
    double duration = total / videoFps;
    int first = (int) Math.ceil(Math.clamp(startSeconds, 0, duration) * videoFps);
    int last =
        (int) Math.min(Math.floor(Math.clamp(endSeconds, 0, duration) * videoFps), total - 1);
    boolean whole = startSeconds <= 0 && endSeconds >= duration;
    if (total < 1 || (first >= last && !whole)) {
      throw MediaException.TooShort.ofRange(startSeconds, endSeconds, duration);
    }
    return new Range(first, last);
  }

  /// `count` frames spread evenly over the range, its ends included: `round(linspace(…))` in 32-bit
  /// floats computed from the nearer end, halves to even, as PyTorch does.
  public static int[] indices(Range range, int count) {
    float step = count == 1 ? 0 : (float) (range.last() - range.first()) / (count - 1);
    return IntStream.range(0, count).map(i -> (int) Math.rint(at(range, step, i, count))).toArray();
  }

  private static float at(Range range, float step, int i, int count) {
    return i < count / 2 ? range.first() + step * i : range.last() - step * (count - i - 1);
  }

  /// Frames for each second of what is sent: `count / total · videoFps`.
  public static double sampledFps(int count, int total, double videoFps) {
    return count / Math.max(total, 1e-6) * videoFps;
  }

  /// The official size of each of `count` frames: 128 tokens at least; at most 768, or less when
  /// all frames together would pass 90 % of a sequence of 128,000 tokens, yet 1.05 × 128.
  ///
  /// @throws MediaException.BadShape when the clip is too elongated
  public static ImageSize officialFrame(ImageSize clip, int count, int factor)
      throws MediaException {
    PixelBounds rule = PixelBounds.of(TokenBounds.QWEN_FRAME, factor);
    double sequence = (double) SEQUENCE_TOKENS * factor * factor * SEQUENCE_SHARE;
    double share = sequence / count * FRAME_FACTOR;
    double max = Math.max(Math.min(rule.max(), share), Math.floor(rule.min() * 1.05));
    return QwenResize.official(clip, factor, new PixelBounds(rule.min(), max));
  }

  private static int even(double half) {
    return ((int) half) * FRAME_FACTOR;
  }

  private static int checked(int count, int total) throws MediaException {
    if (count < FRAME_FACTOR || count > total) {
      throw MediaException.TooShort.ofFrames(count, total);
    }
    return count;
  }
}
