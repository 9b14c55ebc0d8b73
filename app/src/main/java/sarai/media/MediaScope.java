package sarai.media;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import sarai.chat.MediaRef;

/// The media of one request: what is added stays readable until this is closed. Thread-safe.
public final class MediaScope implements AutoCloseable {
  private final MediaSpool spool;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final List<String> held = new ArrayList<>();

  @GuardedBy("lock")
  private boolean closed;

  MediaScope(MediaSpool spool) {
    this.spool = spool;
  }

  /// Spools a stream; the caller closes it.
  MediaRef add(InputStream content, IntakeLimits limits) throws IOException, MediaException {
    MediaRef ref = spool.write(content, limits);
    lock.lock();
    try {
      if (!closed) {
        held.add(ref.sha256());
        return ref;
      }
    } finally {
      lock.unlock();
    }
    spool.release(ref.sha256());
    throw new IOException("the request has ended; its media is gone");
  }

  /// Lets go of all media; files that no other request holds are deleted. Idempotent.
  @Override
  public void close() throws IOException {
    for (String sha256 : taken()) {
      spool.release(sha256);
    }
  }

  private List<String> taken() {
    lock.lock();
    try {
      closed = true;
      List<String> all = List.copyOf(held);
      held.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }
}
