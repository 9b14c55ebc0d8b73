package sarai.engine.llama;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A small HTTP/1.1 client for one child on this machine: no TLS, no redirects, no proxy. It exists
/// because it is faster than a general client and because llama-server's connections have habits
/// (they end after a stream without notice, after 5 s idle, at the 100th answer). Thread-safe.
final class LoopbackClient implements AutoCloseable {
  /// Less than llama-server's own 5 s.
  private static final long IDLE_NANOS = Duration.ofSeconds(4).toNanos();

  private final int port;
  private final String apiKey;
  private final LongSupplier nanos;
  private final ConcurrentLinkedDeque<LoopbackConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  LoopbackClient(int port, String apiKey, LongSupplier nanos) {
    this.port = port;
    this.apiKey = apiKey;
    this.nanos = nanos;
  }

  int port() {
    return port;
  }

  Exchange get(String path, Duration limit) throws IOException {
    return send("GET " + path, RequestBody.EMPTY, limit);
  }

  /// @param limit time until the end of the answer; null for none
  Exchange post(String path, RequestBody body, @Nullable Duration limit) throws IOException {
    return send("POST " + path, body, limit);
  }

  /// Sends a request and waits for the head of the reply. A connection that was idle may have been
  /// closed meanwhile: then the request is sent once more, if no byte of a reply had come.
  private Exchange send(String target, RequestBody body, @Nullable Duration limit)
      throws IOException {
    byte[] head = head(target, body.length());
    LoopbackConnection reused = borrow();
    if (reused != null) {
      try {
        return reused.exchange(head, body, limit);
      } catch (IOException e) {
        if (reused.heardSomething() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
    }
    return connect().exchange(head, body, limit);
  }

  private LoopbackConnection connect() throws IOException {
    return new LoopbackConnection(InetAddress.getLoopbackAddress(), port, this::giveBack, nanos);
  }

  private byte[] head(String target, long length) {
    String text =
        target
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
            + apiKey
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private @Nullable LoopbackConnection borrow() {
    for (LoopbackConnection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      if (nanos.getAsLong() - next.idleSince() < IDLE_NANOS) {
        return next;
      }
      next.close();
    }
    return null;
  }

  private void giveBack(LoopbackConnection connection) {
    idle.addFirst(connection);
    if (closed) {
      close();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (LoopbackConnection next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      next.close();
    }
  }
}
