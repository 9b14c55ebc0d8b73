package sarai.route;

/// No configured model can take the request: the request or the configuration must change.
public final class UnroutableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnroutableException(String message) {
    super(message);
  }
}
