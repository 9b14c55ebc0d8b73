package sarai.pool;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sarai.engine.EngineException;
import sarai.units.Bytes;

/// Why a model could not be had. Messages carry the numbers; the subtypes say what a caller can do.
public abstract sealed class PoolException extends Exception {
  private static final long serialVersionUID = 1L;

  private PoolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /// There is no model of that id.
  public static final class UnknownModel extends PoolException {
    private static final long serialVersionUID = 1L;

    public UnknownModel(String id) {
      super("there is no model '" + id + "' in the configuration", null);
    }
  }

  /// It cannot fit in the budget, whatever leaves.
  public static final class DoesNotFit extends PoolException {
    private static final long serialVersionUID = 1L;

    DoesNotFit(String id, String variant, Bytes need, Bytes available, String table) {
      super(
          "%s (%s) needs %s and at most %s can be free: %s; raise memory.budget or choose a smaller variant"
              .formatted(id, variant, need, available, table),
          null);
    }

    DoesNotFit(String message) {
      super(message, null);
    }
  }

  /// Too many are waiting already, or the wait would be longer than the caller's.
  public static final class Busy extends PoolException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    Busy(String message, Duration retryAfter) {
      super(message, null);
      this.retryAfter = retryAfter;
    }

    /// When another try is likely to succeed, from measured load times.
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /// It failed to load, now or a short while ago.
  public static final class LoadFailed extends PoolException {
    private static final long serialVersionUID = 1L;

    private final EngineException reason;
    private final Duration retryAfter;

    LoadFailed(String message, EngineException reason, Duration retryAfter) {
      super(message, reason);
      this.reason = reason;
      this.retryAfter = retryAfter;
    }

    public EngineException reason() {
      return reason;
    }

    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /// The caller's time ran out.
  public static final class TimedOut extends PoolException {
    private static final long serialVersionUID = 1L;

    TimedOut(String message) {
      super(message, null);
    }
  }

  /// A permanent model was asked to leave.
  public static final class Permanent extends PoolException {
    private static final long serialVersionUID = 1L;

    Permanent(String id) {
      super(
          "'%s' is permanent; unpin it, or set models.%s.permanent to false, to let it leave"
              .formatted(id, id),
          null);
    }
  }

  /// The pool is closing.
  public static final class Closed extends PoolException {
    private static final long serialVersionUID = 1L;

    Closed() {
      super("the program is stopping", null);
    }
  }
}
