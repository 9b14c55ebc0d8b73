package sarai.store.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Holds a piece of work for one thread of one process: a file lock, which the system drops when
/// its process dies. Close it to let the next one in.
public final class SingleFlight implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final FileChannel channel;
  private final FileLock lock;

  private SingleFlight(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /// Waits until nobody else holds it.
  ///
  /// @param lockFile created when absent and left in place: deleting a lock file lets two in
  /// @param waiting run once when it has to wait
  public static SingleFlight enter(Path lockFile, Pause pause, Runnable waiting)
      throws IOException, InterruptedException {
    Files.createDirectories(Folders.parent(lockFile));
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        waiting.run();
      }
      while (lock == null) {
        pause.await(POLL);
        lock = tryLock(channel);
      }
      return new SingleFlight(channel, lock);
    } catch (IOException | InterruptedException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByAnotherThread) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
