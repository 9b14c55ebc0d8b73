package sarai.engine;

import java.util.Objects;

/// Something that an engine could not do. The subtypes say what the caller can do about it;
/// messages carry the numbers that explain it.
public abstract sealed class EngineException extends Exception {
  private static final long serialVersionUID = 1L;

  private EngineException(String message) {
    super(message);
  }

  private EngineException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /// The program or a model file is not there; the message says how to get it.
  public static final class NotInstalled extends EngineException {
    private static final long serialVersionUID = 1L;

    public NotInstalled(String message) {
      super(message);
    }
  }

  /// The model did not become ready: it died, stalled, or its file is no model.
  public static final class LoadFailed extends EngineException {
    private static final long serialVersionUID = 1L;

    public LoadFailed(String message) {
      super(message);
    }

    public LoadFailed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The engine ended or broke while it answered; another try may work.
  public static final class Crashed extends EngineException {
    private static final long serialVersionUID = 1L;

    public Crashed(String message, Throwable cause) {
      super(message, cause);
    }

    public Crashed(String message) {
      super(message);
    }
  }

  /// The engine refused the request as it stands; trying again cannot help.
  public static final class BadRequest extends EngineException {
    private static final long serialVersionUID = 1L;

    public BadRequest(String message) {
      super(message);
    }
  }

  /// The endpoint is out of reach, overloaded, or too slow; later may work.
  public static final class Unavailable extends EngineException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message) {
      super(message);
    }

    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The model cannot do what was asked of it.
  public static final class Unsupported extends EngineException {
    private static final long serialVersionUID = 1L;

    public Unsupported(String message) {
      super(message);
    }
  }
}
