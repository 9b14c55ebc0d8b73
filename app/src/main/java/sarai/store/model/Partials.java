package sarai.store.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import sarai.store.StoreException;
import sarai.store.fetch.Folders;

/// Left-overs of unfinished pulls.
final class Partials {
  private Partials() {}

  /// @return bytes freed
  static long discard(Path folder, Instant untouchedSince) throws StoreException {
    if (!Files.exists(folder)) {
      return 0;
    }
    long freed = 0;
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (Files.getLastModifiedTime(entry).toInstant().isBefore(untouchedSince)) {
          freed += Folders.size(entry);
          Folders.delete(entry);
        }
      }
      return freed;
    } catch (IOException e) {
      throw new StoreException.FolderFailed(folder.toString(), e);
    }
  }
}
