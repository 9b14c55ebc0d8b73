package sarai.store;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.units.Bytes;

/// A file or program could not be had. Each case is what the caller can do about it; cancelling is
/// not one of them: blocked callers get `InterruptedException`.
public abstract sealed class StoreException extends Exception {
  private static final long serialVersionUID = 1;

  private StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// No such repository, file, release asset or program. Correct the name.
  public static final class NotFound extends StoreException {
    private static final long serialVersionUID = 1;

    public NotFound(String message) {
      super(message, null);
    }
  }

  /// More than one file answers to what was asked. Name one.
  public static final class Ambiguous extends StoreException {
    private static final long serialVersionUID = 1;

    public Ambiguous(String what, List<String> candidates) {
      super(what + ": " + String.join(", ", candidates), null);
    }
  }

  /// The repository wants its terms accepted, or a token. Accept them on its page.
  public static final class Gated extends StoreException {
    private static final long serialVersionUID = 1;

    public Gated(String message) {
      super(message, null);
    }
  }

  /// The bytes are not the ones that were pinned. Nothing of them is kept.
  public static final class WrongChecksum extends StoreException {
    private static final long serialVersionUID = 1;

    public WrongChecksum(String file, String expected, String found) {
      super(
          "%s: expected %s, found %s; nothing was kept. Pull again, or correct the pin if the file was replaced on purpose"
              .formatted(file, expected, found),
          null);
    }
  }

  /// The file arrived but is not what it should be, such as a GGUF file without its magic.
  public static final class Unusable extends StoreException {
    private static final long serialVersionUID = 1;

    public Unusable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// Not enough room. Nothing was begun, or the part that arrived is kept for a resume.
  public static final class DiskFull extends StoreException {
    private static final long serialVersionUID = 1;

    public DiskFull(String where, Bytes needed, Bytes free) {
      super(
          "%s: needs %s, free %s; free %s more, or choose another folder with --data"
              .formatted(where, needed, free, needed.minus(free).max(Bytes.of(1))),
          null);
    }
  }

  /// The other side did not answer as it should, also after repeating.
  public static final class NetworkFailed extends StoreException {
    private static final long serialVersionUID = 1;

    public NetworkFailed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// Something would have to be fetched, and fetching was forbidden.
  public static final class Offline extends StoreException {
    private static final long serialVersionUID = 1;

    public Offline(String what) {
      super(what + " is not here and --offline forbids fetching it", null);
    }
  }

  /// No variant fits the memory budget. Nothing was fetched.
  public static final class DoesNotFit extends StoreException {
    private static final long serialVersionUID = 1;

    public DoesNotFit(String message) {
      super(message, null);
    }
  }

  /// A client that a source needs is missing or refused to work.
  public static final class ClientFailed extends StoreException {
    private static final long serialVersionUID = 1;

    public ClientFailed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// The data folder itself cannot be read or written.
  public static final class FolderFailed extends StoreException {
    private static final long serialVersionUID = 1;

    public FolderFailed(String message, IOException cause) {
      super(message + ": " + cause, cause);
    }
  }

  /// Every source was tried in its order and refused; the refusals are the suppressed exceptions.
  public static final class NoSource extends StoreException {
    private static final long serialVersionUID = 1;

    public NoSource(String what, List<String> refusals) {
      super(what + ": no source worked\n  " + String.join("\n  ", refusals), null);
    }
  }
}
