package sarai.media;

import java.time.Duration;
import java.util.Locale;
import sarai.units.Bytes;

/// Media that is not taken. The subtypes say what the caller can do about it; every message names
/// the value, the limit and the fix.
public abstract sealed class MediaException extends Exception {
  private static final long serialVersionUID = 1L;

  private MediaException(String message) {
    super(message);
  }

  private MediaException(String message, Throwable cause) {
    super(message, cause);
  }

  /// A stable name of the failure for programs, such as `media_too_large`.
  public abstract String code();

  /// More bytes than allowed.
  public static final class TooLarge extends MediaException {
    private static final long serialVersionUID = 1L;

    /// @param what is too large, such as `the picture`
    /// @param size what was seen; reading stopped there, so the whole may be larger
    /// @param fix names the key to raise or what to send instead
    public TooLarge(String what, Bytes size, Bytes limit, String fix) {
      super("%s has %s or more; at most %s are taken: %s".formatted(what, size, limit, fix));
    }

    @Override
    public String code() {
      return "media_too_large";
    }
  }

  /// More pixels than allowed; seen in the header, before anything was decoded.
  public static final class TooManyPixels extends MediaException {
    private static final long serialVersionUID = 1L;

    public TooManyPixels(ImageSize size, long limit) {
      super(
          String.format(
              Locale.ROOT,
              "the picture is %s, %,d pixels; at most %,d are decoded: send a smaller one or raise"
                  + " media.max_image_pixels",
              size,
              size.pixels(),
              limit));
    }

    @Override
    public String code() {
      return "media_too_many_pixels";
    }
  }

  /// Lasts longer than allowed.
  public static final class TooLong extends MediaException {
    private static final long serialVersionUID = 1L;

    /// @param key the configuration key that sets the limit
    public TooLong(String what, Duration length, Duration limit, String key) {
      super(
          "%s lasts %d s; at most %d s are taken: cut it or raise %s"
              .formatted(what, length.toSeconds(), limit.toSeconds(), key));
    }

    @Override
    public String code() {
      return "media_too_long";
    }
  }

  /// A clip without the two frames that a model must be shown.
  public static final class TooShort extends MediaException {
    private static final long serialVersionUID = 1L;

    public TooShort(String message) {
      super(message);
    }

    static TooShort ofFrames(int count, int total) {
      return new TooShort(
          "%d frames would be taken of %d; a clip needs 2 or more: send a longer one, or a picture"
              .formatted(count, total));
    }

    static TooShort ofRange(double start, double end, double duration) {
      return new TooShort(
          String.format(
              Locale.ROOT,
              "no two frames lie between %.2f s and %.2f s of a clip of %.2f s: widen the range",
              start,
              end,
              duration));
    }

    @Override
    public String code() {
      return "media_too_short";
    }
  }

  /// Empty, or so elongated that a model cannot be shown it.
  public static final class BadShape extends MediaException {
    private static final long serialVersionUID = 1L;

    public BadShape(ImageSize size, double maxRatio) {
      super(
          String.format(
              Locale.ROOT,
              "the picture is %s; sides of 1 pixel or more and at most %.0f:1 are taken: crop it",
              size,
              maxRatio));
    }

    @Override
    public String code() {
      return "media_bad_shape";
    }
  }

  /// Broken or cut off.
  public static final class Unreadable extends MediaException {
    private static final long serialVersionUID = 1L;

    public Unreadable(String message) {
      super(message);
    }

    public Unreadable(String message, Throwable cause) {
      super(message, cause);
    }

    @Override
    public String code() {
      return "media_unreadable";
    }
  }

  /// Not a kind of media that is taken here.
  public static final class UnsupportedType extends MediaException {
    private static final long serialVersionUID = 1L;

    public UnsupportedType(String message) {
      super(message);
    }

    @Override
    public String code() {
      return "media_unsupported_type";
    }
  }

  /// A place that may not be read from.
  public static final class ForbiddenSource extends MediaException {
    private static final long serialVersionUID = 1L;

    public ForbiddenSource(String message) {
      super(message);
    }

    @Override
    public String code() {
      return "media_forbidden_source";
    }
  }

  /// An allowed place that did not deliver; later may work.
  public static final class FetchFailed extends MediaException {
    private static final long serialVersionUID = 1L;

    public FetchFailed(String message) {
      super(message);
    }

    public FetchFailed(String message, Throwable cause) {
      super(message, cause);
    }

    @Override
    public String code() {
      return "media_fetch_failed";
    }
  }

  /// FFmpeg is needed and not there; the message says how to get it.
  public static final class DecoderMissing extends MediaException {
    private static final long serialVersionUID = 1L;

    public DecoderMissing(String message) {
      super(message);
    }

    @Override
    public String code() {
      return "media_decoder_missing";
    }
  }

  /// Decoding took more time, memory or output than it may.
  public static final class DecoderLimit extends MediaException {
    private static final long serialVersionUID = 1L;

    public DecoderLimit(String message) {
      super(message);
    }

    @Override
    public String code() {
      return "media_decoder_limit";
    }
  }

  /// Even the fewest and smallest frames do not fit in what is free.
  public static final class OverBudget extends MediaException {
    private static final long serialVersionUID = 1L;

    public OverBudget(String message) {
      super(message);
    }

    @Override
    public String code() {
      return "media_over_budget";
    }
  }

  /// The spool folder has no room for more media of running requests; later may work.
  public static final class SpoolFull extends MediaException {
    private static final long serialVersionUID = 1L;

    public SpoolFull(Bytes used, Bytes capacity) {
      super(
          "running requests hold %s of media; the spool takes %s: try again when they have ended"
              .formatted(used, capacity));
    }

    @Override
    public String code() {
      return "media_spool_full";
    }
  }
}
