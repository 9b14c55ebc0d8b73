package sarai.agent;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sarai.engine.EngineException;
import sarai.media.AudioException;
import sarai.media.MediaException;
import sarai.pool.PoolException;

/// Why a request could not be answered: the one type that leaves the agents. Surfaces turn its kind
/// into a status or an exit code; the message is for people and carries the numbers.
public final class AnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What the asker can do about it.
  public enum Kind {
    /// The request is wrong as it stands.
    BAD_REQUEST,
    UNKNOWN_MODEL,
    /// A model or a program must be installed first.
    NOT_INSTALLED,
    /// Nothing in the budget makes it fit.
    DOES_NOT_FIT,
    /// Later; see [AnswerException#retryAfter].
    BUSY,
    TIMED_OUT,
    /// The engine broke; another try may work.
    ENGINE_FAILED,
    /// An endpoint elsewhere cannot be reached.
    UNAVAILABLE,
    /// Nobody reads the answer any more.
    CLIENT_GONE,
    STOPPING;

    /// Whether another model may do what one could not.
    public boolean mayBeReplaced() {
      return switch (this) {
        case NOT_INSTALLED, DOES_NOT_FIT, ENGINE_FAILED, UNAVAILABLE, TIMED_OUT -> true;
        case BAD_REQUEST, UNKNOWN_MODEL, BUSY, CLIENT_GONE, STOPPING -> false;
      };
    }
  }

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  public AnswerException(Kind kind, String message) {
    this(kind, message, null, null);
  }

  public AnswerException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, null);
  }

  private AnswerException(
      Kind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  public Kind kind() {
    return kind;
  }

  /// When another try is likely to succeed; null when nothing is known.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  public static AnswerException from(EngineException e) {
    Kind kind =
        switch (e) {
          case EngineException.BadRequest _, EngineException.Unsupported _ -> Kind.BAD_REQUEST;
          case EngineException.NotInstalled _ -> Kind.NOT_INSTALLED;
          case EngineException.Unavailable _ -> Kind.UNAVAILABLE;
          case EngineException.LoadFailed _, EngineException.Crashed _ -> Kind.ENGINE_FAILED;
        };
    return new AnswerException(kind, e.getMessage(), e);
  }

  /// A sound that cannot be used; the cause tells what about it.
  public static AnswerException from(AudioException e) {
    boolean missing = e.problem() == AudioException.Problem.NO_DECODER;
    return new AnswerException(
        missing ? Kind.NOT_INSTALLED : Kind.BAD_REQUEST, String.valueOf(e.getMessage()), e);
  }

  /// Media that is not taken; the cause tells what about it.
  public static AnswerException from(MediaException e) {
    Kind kind =
        switch (e) {
          case MediaException.DecoderMissing _ -> Kind.NOT_INSTALLED;
          case MediaException.SpoolFull _ -> Kind.BUSY;
          case MediaException.FetchFailed _ -> Kind.UNAVAILABLE;
          case MediaException.TooLarge _,
              MediaException.TooManyPixels _,
              MediaException.TooLong _,
              MediaException.TooShort _,
              MediaException.BadShape _,
              MediaException.Unreadable _,
              MediaException.UnsupportedType _,
              MediaException.ForbiddenSource _,
              MediaException.DecoderLimit _,
              MediaException.OverBudget _ ->
              Kind.BAD_REQUEST;
        };
    return new AnswerException(kind, String.valueOf(e.getMessage()), e);
  }

  public static AnswerException from(PoolException e) {
    return switch (e) {
      case PoolException.UnknownModel _ ->
          new AnswerException(Kind.UNKNOWN_MODEL, e.getMessage(), e);
      case PoolException.DoesNotFit _ -> new AnswerException(Kind.DOES_NOT_FIT, e.getMessage(), e);
      case PoolException.Busy busy ->
          new AnswerException(Kind.BUSY, e.getMessage(), e, busy.retryAfter());
      case PoolException.LoadFailed failed ->
          new AnswerException(from(failed.reason()).kind(), e.getMessage(), e, failed.retryAfter());
      case PoolException.TimedOut _ -> new AnswerException(Kind.TIMED_OUT, e.getMessage(), e);
      case PoolException.Permanent _ -> new AnswerException(Kind.BAD_REQUEST, e.getMessage(), e);
      case PoolException.Closed _ -> new AnswerException(Kind.STOPPING, e.getMessage(), e);
    };
  }
}
