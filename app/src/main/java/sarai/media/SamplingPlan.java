package sarai.media;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import sarai.config.ModelConfig.VisionLimits;
import sarai.units.Bytes;

/// Which frames of a clip are sent and how large, and why. Immutable.
///
/// @param indices frame numbers, ascending
/// @param videoFps frames of the clip for each second
/// @param frame size in which each is sent
/// @param tokens prompt tokens of all frames, markers and times
/// @param reduction what was given up to stay within the budget
/// @param reason one sentence with the numbers
public record SamplingPlan(
    List<Integer> indices,
    double videoFps,
    ImageSize frame,
    int tokens,
    Reduction reduction,
    String reason) {
  public SamplingPlan {
    indices = List.copyOf(indices);
  }

  /// What was given up.
  public enum Reduction {
    NONE,
    SMALLER_FRAMES,
    FEWER_FRAMES
  }

  /// What is asked of a clip.
  ///
  /// @param fps frames to look at for each second
  /// @param startSeconds 0 for the beginning
  /// @param endSeconds infinity for the end
  public record Wish(double fps, double startSeconds, double endSeconds) {}

  /// Plans a clip by the Qwen rule, the model's limits, and the budget, in this order. When the
  /// budget is short, frames get smaller first, down to the model's least; then fewer.
  ///
  /// @throws MediaException.OverBudget when two of the smallest frames do not fit
  public static SamplingPlan of(
      MediaProbe probe, Wish wish, VisionLimits limits, SamplingBudget budget)
      throws MediaException {
    MediaProbe.Video video = probe.requireVideo();
    FrameSampling.Range range =
        FrameSampling.range(
            probe.totalFrames(), video.fps(), wish.startSeconds(), wish.endSeconds());
    int most = limits.videoMaxFrames();
    FrameSampling.Rate rate =
        new FrameSampling.Rate(wish.fps(), Math.min(FrameSampling.MIN_FRAMES, most), most);
    int count = FrameSampling.count(range.count(), video.fps(), rate);
    double last = range.last() / video.fps();
    return new Planner(video, range, limits, budget, timeTokens(last)).plan(count);
  }

  /// The text before a frame, as Qwen3-VL writes times.
  static String time(double seconds) {
    return String.format(Locale.ROOT, "<%.1f seconds>", seconds);
  }

  /// Seconds from the clip's beginning to its frame of that number.
  double seconds(int index) {
    return index / videoFps;
  }

  /// Qwen's tokenizer splits numbers into digits: `<`, each character, ` seconds`, `>`.
  private static int timeTokens(double seconds) {
    return time(seconds).length() - " seconds".length() + 1;
  }

  private record Planner(
      MediaProbe.Video video,
      FrameSampling.Range range,
      VisionLimits limits,
      SamplingBudget budget,
      int timeTokens) {

    private SamplingPlan plan(int count) throws MediaException {
      ImageSize wanted = size(count, frameBounds());
      if (affordable(wanted) >= count) {
        return planned(count, wanted, Reduction.NONE, "within the budget");
      }
      int room = Math.clamp(room(count), 1, frameBounds().max());
      ImageSize smaller = size(count, new TokenBounds(Math.min(frameBounds().min(), room), room));
      if (room >= frameBounds().min() && affordable(smaller) >= count) {
        return planned(count, smaller, Reduction.SMALLER_FRAMES, reduced(count, wanted));
      }
      ImageSize least = size(count, new TokenBounds(frameBounds().min(), frameBounds().min()));
      int fewer = affordable(least) / FrameSampling.FRAME_FACTOR * FrameSampling.FRAME_FACTOR;
      if (fewer < FrameSampling.FRAME_FACTOR) {
        throw overBudget(least);
      }
      return planned(fewer, least, Reduction.FEWER_FRAMES, reduced(count, wanted));
    }

    private TokenBounds frameBounds() {
      int min = Math.min(limits.videoFrameMinTokens(), limits.videoFrameMaxTokens());
      return new TokenBounds(min, limits.videoFrameMaxTokens()).within(TokenBounds.LLAMA_CPP);
    }

    private ImageSize size(int count, TokenBounds bounds) throws MediaException {
      ImageSize shown = video.shown();
      ImageSize official = FrameSampling.officialFrame(shown, count, limits.imageFactor());
      return QwenResize.limited(official, shown, limits.imageFactor(), bounds);
    }

    private int cost(ImageSize frame) {
      return frame.tokens(limits.imageFactor()) + QwenResize.MARKERS + timeTokens;
    }

    /// How many frames of that size the budget pays.
    private int affordable(ImageSize frame) {
      long held = budget.memory().value() / (SamplingBudget.BYTES_A_PIXEL * frame.pixels());
      return (int) Math.min(budget.tokens() / cost(frame), held);
    }

    /// The tokens that each of `count` frames may have, its markers and time apart.
    private int room(int count) {
      long square = (long) limits.imageFactor() * limits.imageFactor();
      long held = budget.memory().value() / (SamplingBudget.BYTES_A_PIXEL * square * count);
      return (int) Math.min(budget.tokens() / count - QwenResize.MARKERS - timeTokens, held);
    }

    private SamplingPlan planned(int count, ImageSize frame, Reduction reduction, String reason) {
      List<Integer> indices = Arrays.stream(FrameSampling.indices(range, count)).boxed().toList();
      return new SamplingPlan(indices, video.fps(), frame, count * cost(frame), reduction, reason);
    }

    private String reduced(int count, ImageSize wanted) {
      return "%d frames of %s cost %d tokens and %s; %d tokens and %s are free"
          .formatted(
              count,
              wanted,
              count * cost(wanted),
              Bytes.of(SamplingBudget.BYTES_A_PIXEL * wanted.pixels() * count),
              budget.tokens(),
              budget.memory());
    }

    private MediaException.OverBudget overBudget(ImageSize least) {
      return new MediaException.OverBudget(
          "two frames of %s cost %d tokens and %s; %d tokens and %s are free: raise the model's"
                  .formatted(
                      least,
                      2 * cost(least),
                      Bytes.of(2 * SamplingBudget.BYTES_A_PIXEL * least.pixels()),
                      budget.tokens(),
                      budget.memory())
              + " context or ask about a picture");
    }
  }
}
