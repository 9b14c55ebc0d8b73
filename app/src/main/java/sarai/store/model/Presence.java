package sarai.store.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import sarai.store.StoreException;

/// Answers whether a wanted file is already here, without hashing what was hashed once.
/// Thread-safe.
///
/// @param programFolder the program's own folder, which holds the bundled files
record Presence(Path programFolder, Blobs blobs, SeenFiles seen) {
  /// The first of its sources whose file is here.
  Optional<StoredFile> of(WantedFile wanted, Map<String, Pin> pins)
      throws StoreException, InterruptedException {
    for (FileSource source : wanted.sources()) {
      Optional<StoredFile> here = of(source, pins);
      if (here.isPresent()) {
        return here;
      }
    }
    return Optional.empty();
  }

  private Optional<StoredFile> of(FileSource source, Map<String, Pin> pins)
      throws StoreException, InterruptedException {
    return switch (source) {
      case FileSource.Bundled bundled ->
          outside(source, programFolder.resolve(bundled.path()).normalize())
              .filter(file -> bundled.sha256() == null || bundled.sha256().equals(file.sha256()));
      case FileSource.Local local -> outside(source, Path.of(local.path()).toAbsolutePath());
      case FileSource.Hub _, FileSource.HubProjector _, FileSource.Packages _ ->
          Optional.ofNullable(pins.get(source.key()))
              .filter(blobs::holds)
              .map(pin -> stored(source.key(), pin));
    };
  }

  StoredFile stored(String key, Pin pin) {
    return new StoredFile(
        key, pin.name(), blobs.path(pin.sha256()), pin.size(), pin.sha256(), pin.source());
  }

  private Optional<StoredFile> outside(FileSource source, Path file)
      throws StoreException, InterruptedException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new StoredFile(
              source.key(),
              file.getFileName().toString(),
              file,
              Files.size(file),
              seen.sha256(file),
              source.label()));
    } catch (IOException e) {
      throw new StoreException.FolderFailed(file.toString(), e);
    }
  }
}
