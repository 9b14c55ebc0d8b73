package sarai.engine.llama;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/// A reply whose body can be read. Reading is for one thread; [#close] for any: it ends a waiting
/// read, and the engine sees the connection go.
final class Exchange implements AutoCloseable {
  private final LoopbackConnection connection;
  private final HttpHead head;
  private final HttpBody body;
  private final AtomicBoolean closed = new AtomicBoolean();

  Exchange(LoopbackConnection connection, HttpHead head, HttpBody body) {
    this.connection = connection;
    this.head = head;
    this.body = body;
  }

  int status() {
    return head.status();
  }

  InputStream body() {
    return body;
  }

  /// The whole body; the connection can then be used again.
  ///
  /// @throws IOException also when it is longer than `limit` bytes
  byte[] readAll(int limit) throws IOException {
    byte[] all = body.readNBytes(limit);
    if (!body.isComplete() && body.read() >= 0) {
      throw new IOException("the reply is longer than " + limit + " bytes");
    }
    if (head.keepsAlive() && body.isComplete() && closed.compareAndSet(false, true)) {
      connection.release();
    }
    return all;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      connection.close();
    }
  }
}
