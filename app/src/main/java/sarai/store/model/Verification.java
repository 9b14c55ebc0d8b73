package sarai.store.model;

import java.io.IOException;
import java.nio.file.Files;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Sha256;

/// What reading a stored file again showed. Immutable.
public sealed interface Verification {
  StoredFile file();

  /// Its bytes are the pinned ones.
  record Intact(StoredFile file) implements Verification {}

  /// Pinned, but not here.
  record Absent(StoredFile file) implements Verification {}

  /// Its bytes changed since they were stored.
  ///
  /// @param found hex SHA-256 of what is there
  record Damaged(StoredFile file, String found) implements Verification {}

  static Verification of(StoredFile file, StoreProgress progress)
      throws StoreException, InterruptedException {
    progress.on(new StoreEvent.Working(file.name(), "checking"));
    if (!Files.exists(file.path())) {
      return new Absent(file);
    }
    try {
      String found = Sha256.of(file.path());
      return found.equals(file.sha256()) ? new Intact(file) : new Damaged(file, found);
    } catch (IOException e) {
      throw new StoreException.FolderFailed(file.path().toString(), e);
    }
  }
}
