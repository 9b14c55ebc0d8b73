package sarai.store.convert;

import java.io.IOException;

/// A file that is not what its format promises, or one that is missing. Trying again cannot help;
/// fetching the file again may.
public final class MalformedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedFileException(String message) {
    super(message);
  }

  MalformedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
