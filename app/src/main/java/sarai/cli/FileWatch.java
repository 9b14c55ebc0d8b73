package sarai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks once a second whether a file changed (the configuration, the learned weights), and has it
/// read anew when it did and has settled, or at once when that is ordered. Its reloads happen on
/// one thread, one after the other. Looking is asking for a file's time, which also works where the
/// system cannot tell of changes: network folders, containers, links that are exchanged.
final class FileWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Semaphore orders = new Semaphore(0);
  private final Settling settling;
  private final Runnable reload;
  private final Thread thread;

  /// @param file null when there is no file, so that only orders count
  private FileWatch(@Nullable Path file, Runnable reload) {
    this.settling = new Settling(file);
    this.reload = reload;
    this.thread = Thread.ofVirtual().name("file-watch").unstarted(this::watch);
  }

  static FileWatch start(@Nullable Path file, Runnable reload) {
    FileWatch watch = new FileWatch(file, reload);
    watch.thread.start();
    return watch;
  }

  /// Has it read anew now, changed or not.
  void order() {
    orders.release();
  }

  private void watch() {
    try {
      while (true) {
        boolean ordered = orders.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
        orders.drainPermits();
        if (settling.hasChanged() || ordered) {
          reload.run();
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /// Tells a file that changed and is not being written any more: two looks found it alike.
  static final class Settling {
    private record Look(long millis, long size, @Nullable Object identity) {
      static final Look NOTHING = new Look(0, -1, null);

      static Look at(@Nullable Path file) {
        try {
          if (file == null) {
            return NOTHING;
          }
          BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
          return new Look(seen.lastModifiedTime().toMillis(), seen.size(), seen.fileKey());
        } catch (IOException _) {
          return NOTHING;
        }
      }
    }

    private final @Nullable Path file;
    private Look known;
    private Look last;

    Settling(@Nullable Path file) {
      this.file = file;
      this.known = Look.at(file);
      this.last = known;
    }

    /// Looks, and tells whether it differs from what it was when this last answered yes.
    boolean hasChanged() {
      Look now = Look.at(file);
      boolean changed = now.equals(last) && !now.equals(known);
      last = now;
      if (changed) {
        known = now;
      }
      return changed;
    }
  }
}
