package sarai.store.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/// A file that grows by downloads, with the digest of what it holds and the tag of the version that
/// it came from (in a small file beside it). Not thread-safe.
final class PartialFile {
  private final Path path;
  private final Path tagPath;
  private final MessageDigest digest = Sha256.digest();
  private long size;

  private PartialFile(Path path) {
    this.path = path;
    this.tagPath = path.resolveSibling(path.getFileName() + ".etag");
  }

  /// Opens what is there, hashing it, or starts an empty one.
  static PartialFile open(Path path) throws IOException, InterruptedException {
    PartialFile partial = new PartialFile(path);
    if (Files.exists(path)) {
      Sha256.update(partial.digest, path);
      partial.size = Files.size(path);
    } else {
      Files.createDirectories(Folders.parent(path));
    }
    return partial;
  }

  long size() {
    return size;
  }

  Path path() {
    return path;
  }

  /// The strong entity tag of the version that it came from.
  Optional<String> tag() throws IOException {
    return Files.exists(tagPath) ? Optional.of(Files.readString(tagPath)) : Optional.empty();
  }

  /// Empties it for a version with this tag. Weak tags promise nothing and are forgotten.
  void restart(Optional<String> tag) throws IOException {
    discard();
    Files.createFile(path);
    if (tag.isPresent() && !tag.get().startsWith("W/")) {
      Files.writeString(tagPath, tag.get());
    }
  }

  void discard() throws IOException {
    Files.deleteIfExists(path);
    Files.deleteIfExists(tagPath);
    digest.reset();
    size = 0;
  }

  /// A stream that appends; each write counts and is hashed.
  OutputStream append() throws IOException {
    OutputStream out = Files.newOutputStream(path, StandardOpenOption.APPEND);
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        digest.update(bytes, offset, length);
        size += length;
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  /// Ends it: forces it to the disk and gives its digest.
  String complete() throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.deleteIfExists(tagPath);
    return Sha256.hex(digest);
  }
}
