package sarai.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A log file that never exceeds a size: when full it becomes `NAME.1`, replacing the one before.
/// Used by one thread.
final class RotatingLog implements AutoCloseable {
  private final Path file;
  private final long limit;
  private @Nullable OutputStream out;
  private long size;

  /// @param limit bytes of one file; two are kept
  RotatingLog(Path file, long limit) {
    this.file = file;
    this.limit = limit;
  }

  void write(byte[] bytes, int length) throws IOException {
    if (out == null) {
      size = Files.exists(file) ? Files.size(file) : 0;
      out = append();
    }
    if (size > 0 && size + length > limit) {
      rotate();
    }
    out.write(bytes, 0, length);
    size += length;
  }

  private OutputStream append() throws IOException {
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void rotate() throws IOException {
    close();
    Files.move(
        file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    size = 0;
    out = append();
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }
}
