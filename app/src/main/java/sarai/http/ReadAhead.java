package sarai.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The bytes of one connection. Nobody reads from a client between its request and the answer;
/// while an answer is [watched][#watch], this reads ahead, so that the end of the client's stream
/// interrupts the thread that answers. What comes instead, the next request, is kept for its turn.
///
/// The connection's thread alone calls [#get] and [#watch].
final class ReadAhead implements Supplier<byte @Nullable []> {
  private final DataReader wire;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<byte @Nullable []> ahead;

  @GuardedBy("lock")
  private @Nullable Thread answering;

  @GuardedBy("lock")
  private boolean departed;

  ReadAhead(DataReader wire) {
    this.wire = wire;
  }

  /// While it is open, the calling thread is interrupted when the client leaves.
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /// Watches for the client's leaving until the watch is closed, which takes the interrupt back.
  Watch watch() {
    lock.lock();
    try {
      answering = Thread.currentThread();
      if (departed) {
        answering.interrupt();
      }
    } finally {
      lock.unlock();
    }
    if (ahead == null) {
      CompletableFuture<byte @Nullable []> next = new CompletableFuture<>();
      ahead = next;
      Thread.ofVirtual().name("read ahead").start(() -> next.complete(readOrDepart()));
    }
    return this::release;
  }

  private void release() {
    lock.lock();
    try {
      answering = null;
      if (departed) {
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  private byte @Nullable [] readOrDepart() {
    byte[] bytes = read();
    if (bytes == null) {
      depart();
    }
    return bytes;
  }

  private void depart() {
    lock.lock();
    try {
      departed = true;
      if (answering != null) {
        answering.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The next bytes; null at the end of the stream.
  private byte @Nullable [] read() {
    try {
      wire.ensureAvailable();
      return wire.readBytes(wire.available());
    } catch (DataReader.InsufficientDataAvailableException | CloseConnectionException _) {
      return null;
    }
  }

  @Override
  public byte @Nullable [] get() {
    CompletableFuture<byte @Nullable []> next = ahead;
    if (next == null) {
      return read();
    }
    ahead = null;
    try {
      return next.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("interrupted while waiting for a request", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
