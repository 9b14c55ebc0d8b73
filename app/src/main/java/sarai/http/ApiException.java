package sarai.http;

/// Ends a request with an [ApiError].
final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;

  ApiException(ApiError error) {
    super(error.message());
    this.error = error;
  }

  ApiError error() {
    return error;
  }
}
