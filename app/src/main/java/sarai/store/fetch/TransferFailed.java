package sarai.store.fetch;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An attempt ended early in a way that another attempt may mend.
final class TransferFailed extends IOException {
  private static final long serialVersionUID = 1;

  private final Duration notBefore;

  TransferFailed(String message, @Nullable Throwable cause) {
    this(message, cause, Duration.ZERO);
  }

  /// @param notBefore how long the other side asked to be left alone; zero when it did not
  TransferFailed(String message, @Nullable Throwable cause, Duration notBefore) {
    super(message, cause);
    this.notBefore = notBefore;
  }

  Duration notBefore() {
    return notBefore;
  }
}
