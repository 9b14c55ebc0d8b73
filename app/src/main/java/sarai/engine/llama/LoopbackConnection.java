package sarai.engine.llama;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One connection. Used by one thread at a time, except [#close], which any may call.
final class LoopbackConnection {
  private static final System.Logger LOG = System.getLogger(LoopbackConnection.class.getName());
  private static final int CONNECT_MILLIS = 5_000;

  private final Socket socket = new Socket();
  private final HttpInput in;
  private final Consumer<LoopbackConnection> reusable;
  private final LongSupplier nanos;
  private long idleSince;

  /// @param reusable takes the connection back when it can be used again
  LoopbackConnection(
      InetAddress host, int port, Consumer<LoopbackConnection> reusable, LongSupplier nanos)
      throws IOException {
    this.reusable = reusable;
    this.nanos = nanos;
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      socket.setSoTimeout(HttpInput.WAIT_MILLIS);
      in = new HttpInput(socket.getInputStream(), nanos);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /// Sends a request and reads the head of the reply. The connection is closed when that fails.
  Exchange exchange(byte[] head, RequestBody body, @Nullable Duration limit) throws IOException {
    try {
      if (limit == null) {
        in.begin();
      } else {
        in.begin(nanos.getAsLong() + limit.toNanos());
      }
      body.writeTo(socket.getOutputStream(), head);
      HttpHead reply = HttpHead.read(in);
      return new Exchange(this, reply, HttpBody.of(reply, in));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /// Whether a part of the last reply had come.
  boolean heardSomething() {
    return in.touched();
  }

  /// When it was given back, on the client's clock.
  long idleSince() {
    return idleSince;
  }

  void release() {
    if (in.hasLeftovers()) {
      close();
      return;
    }
    idleSince = nanos.getAsLong();
    reusable.accept(this);
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a loopback socket did not close well", e);
    }
  }
}
