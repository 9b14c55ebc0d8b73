package sarai.media;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import sarai.chat.MediaRef;
import sarai.units.Bytes;

/// A folder of media by content: each piece is written once, under its hash, and leaves when the
/// last request that uses it ends. Thread-safe.
///
/// Pieces under way are written beside and moved into place, so a file by its hash is whole.
public final class MediaSpool implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final String PARTIAL = ".part";

  private final Path folder;
  private final Bytes capacity;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, Piece> pieces = new HashMap<>();

  @GuardedBy("lock")
  private long reserved;

  private MediaSpool(Path folder, Bytes capacity) {
    this.folder = folder;
    this.capacity = capacity;
  }

  /// Opens the folder and empties it: what lies there belongs to no request of ours.
  ///
  /// @param capacity most bytes of all pieces together
  public static MediaSpool open(Path folder, Bytes capacity) throws IOException {
    Files.createDirectories(folder);
    Path real = folder.toRealPath();
    empty(real);
    return new MediaSpool(real, capacity);
  }

  /// Opens a folder of this process's own below `root`, since more than one may use a data folder,
  /// and empties those of processes that are gone.
  public static MediaSpool openOwn(Path root, Bytes capacity) throws IOException {
    Files.createDirectories(root);
    try (Stream<Path> others = Files.list(root)) {
      for (Path other : others.filter(MediaSpool::isAbandoned).toList()) {
        empty(other);
        Files.deleteIfExists(other);
      }
    }
    return open(root.resolve(Long.toString(ProcessHandle.current().pid())), capacity);
  }

  private static boolean isAbandoned(Path folder) {
    String name = String.valueOf(folder.getFileName());
    return name.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(name)).isEmpty();
  }

  /// What one request holds; close it when the request ends.
  public MediaScope scope() {
    return new MediaScope(this);
  }

  /// Bytes of all pieces, also of those being written.
  public Bytes used() {
    lock.lock();
    try {
      return Bytes.of(reserved);
    } finally {
      lock.unlock();
    }
  }

  /// Removes every piece.
  @Override
  public void close() throws IOException {
    empty(folder);
  }

  /// Writes a piece and retains it once.
  MediaRef write(InputStream content, IntakeLimits limits) throws IOException, MediaException {
    Path partial = Files.createTempFile(folder, "in-", PARTIAL);
    Copy copy = new Copy(partial);
    boolean kept = false;
    try {
      MediaRef ref = copy.of(content, limits);
      keep(ref, partial);
      kept = true;
      return ref;
    } finally {
      if (!kept) {
        Files.deleteIfExists(partial);
        unreserve(copy.written);
      }
    }
  }

  void release(String sha256) throws IOException {
    lock.lock();
    try {
      Piece piece = pieces.get(sha256);
      if (piece == null) {
        return;
      }
      piece.holders--;
      if (piece.holders == 0) {
        pieces.remove(sha256);
        reserved -= piece.size;
        Files.deleteIfExists(folder.resolve(sha256));
      }
    } finally {
      lock.unlock();
    }
  }

  private void keep(MediaRef ref, Path partial) throws IOException {
    lock.lock();
    try {
      Piece piece = pieces.get(ref.sha256());
      if (piece == null) {
        Files.move(partial, ref.file(), StandardCopyOption.ATOMIC_MOVE);
        piece = new Piece(ref.size().value());
        pieces.put(ref.sha256(), piece);
      } else {
        Files.deleteIfExists(partial);
        reserved -= ref.size().value();
      }
      piece.holders++;
    } finally {
      lock.unlock();
    }
  }

  private void reserve(long bytes) throws MediaException {
    lock.lock();
    try {
      if (reserved + bytes > capacity.value()) {
        throw new MediaException.SpoolFull(Bytes.of(reserved), capacity);
      }
      reserved += bytes;
    } finally {
      lock.unlock();
    }
  }

  private void unreserve(long bytes) {
    lock.lock();
    try {
      reserved -= bytes;
    } finally {
      lock.unlock();
    }
  }

  private static void empty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(MediaSpool::isOurs).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean isOurs(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(PARTIAL) || name.matches("[0-9a-f]{64}");
  }

  /// One file of the folder; guarded by the lock.
  private static final class Piece {
    private final long size;
    private int holders;

    private Piece(long size) {
      this.size = size;
    }
  }

  /// One piece on its way in.
  private final class Copy {
    private final Path partial;
    private final MessageDigest digest = sha256();
    private long written;

    private Copy(Path partial) {
      this.partial = partial;
    }

    private MediaRef of(InputStream content, IntakeLimits limits)
        throws IOException, MediaException {
      byte[] chunk = content.readNBytes(MediaType.HEAD);
      MediaType type = limits.type(chunk);
      try (OutputStream out = new DigestOutputStream(Files.newOutputStream(partial), digest)) {
        while (chunk.length > 0) {
          limits.checkSize(type, written + chunk.length);
          reserve(chunk.length);
          written += chunk.length;
          out.write(chunk);
          chunk = content.readNBytes(CHUNK);
        }
      }
      String hash = HexFormat.of().formatHex(digest.digest());
      return new MediaRef(hash, folder.resolve(hash), Bytes.of(written), type.mime());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
