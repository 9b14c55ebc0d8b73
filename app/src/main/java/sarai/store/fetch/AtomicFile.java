package sarai.store.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Replaces files so that a reader sees the old or the new one, never half.
public final class AtomicFile {
  private AtomicFile() {}

  public static void write(Path file, String text) throws IOException {
    Files.createDirectories(Folders.parent(file));
    Path next = Files.createTempFile(Folders.parent(file), ".", ".tmp");
    try {
      Files.writeString(next, text, StandardCharsets.UTF_8);
      move(next, file);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
