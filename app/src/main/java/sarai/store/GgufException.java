package sarai.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A file is no GGUF file that we can trust: damaged, cut short, hostile, or of another kind.
public final class GgufException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final String reason;
  private final long missingBytes;

  GgufException(long offset, String reason) {
    this(offset, reason, 0, null);
  }

  GgufException(long offset, String reason, long missingBytes, @Nullable Throwable cause) {
    super("not a usable GGUF file: " + reason + " (at byte " + offset + ")", cause);
    this.offset = offset;
    this.reason = reason;
    this.missingBytes = missingBytes;
  }

  /// Where in the file the trouble was seen, in bytes from its start.
  public long offset() {
    return offset;
  }

  /// What is wrong, without the place.
  public String reason() {
    return reason;
  }

  /// Bytes that the file would need to be complete; zero when it is wrong in another way.
  public long missingBytes() {
    return missingBytes;
  }
}
