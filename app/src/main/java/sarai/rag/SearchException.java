package sarai.rag;

/// The web could not be searched; the message says why and what would help. The question can still
/// be answered without it.
public final class SearchException extends Exception {
  private static final long serialVersionUID = 1L;

  SearchException(String message) {
    super(message);
  }

  SearchException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
