package sarai;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/// Closes what was opened, the last first. One that fails does not keep the others open.
final class Closing implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("sarai");

  /// Something that is closed without surprises, or with an I/O error.
  @FunctionalInterface
  interface Part extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  private final Deque<Part> parts = new ArrayDeque<>();

  /// Notes how to close a part that was just opened.
  synchronized void then(Part part) {
    parts.push(part);
  }

  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "a part did not close", e);
      }
    }
  }
}
