package sarai.store.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sarai.store.StoreException;
import sarai.units.Bytes;

/// How many bytes may still be written below a folder. Thread-safe.
@FunctionalInterface
public interface FreeSpace {
  /// What the file system says.
  FreeSpace REAL = folder -> Files.getFileStore(folder).getUsableSpace();

  /// @param folder an existing folder
  /// @return bytes
  long below(Path folder) throws IOException;

  /// Refuses what would not fit.
  ///
  /// @param needed bytes
  default void require(Path folder, long needed) throws StoreException {
    long free;
    try {
      free = below(folder);
    } catch (IOException e) {
      throw new StoreException.FolderFailed("free space of " + folder, e);
    }
    if (free < needed) {
      throw new StoreException.DiskFull(folder.toString(), Bytes.of(needed), Bytes.of(free));
    }
  }
}
