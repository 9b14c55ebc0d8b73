package sarai.store.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import sarai.store.fetch.AtomicFile;

/// The stored bytes, each file under its own SHA-256. A file is here whole and verified or not at
/// all. Thread-safe.
record Blobs(Path folder) {
  Path path(String sha256) {
    return folder.resolve(sha256);
  }

  /// Quick: size only; the bytes were verified when they came.
  boolean holds(Pin pin) {
    try {
      return Files.size(path(pin.sha256())) == pin.size();
    } catch (IOException absent) {
      return false;
    }
  }

  /// Takes over a verified file of the same file system.
  Path adopt(Path verified, String sha256) throws IOException {
    Files.createDirectories(folder);
    AtomicFile.move(verified, path(sha256));
    return path(sha256);
  }

  boolean delete(String sha256) throws IOException {
    return Files.deleteIfExists(path(sha256));
  }

  List<String> all() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
