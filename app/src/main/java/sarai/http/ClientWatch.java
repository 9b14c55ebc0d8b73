package sarai.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Notices that a client left while its request is being answered, and interrupts the thread that
/// answers. Needed because nothing is read from a connection meanwhile, and nothing is written to
/// it before an answer is whole. A client that closes its sending half counts as gone.
///
/// Reads ahead by what Helidon has for idle connections, which its NIO sockets lack.
///
/// Begun and closed by the answering thread; at most one at a time on a connection.
final class ClientWatch implements AutoCloseable {
  private static final ScopedValue<HelidonSocket> CONNECTION = ScopedValue.newInstance();
  private static final Duration EVERY = Duration.ofMillis(20);

  private final Thread answering = Thread.currentThread();
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread watch;

  @GuardedBy("lock")
  private boolean open = true;

  @GuardedBy("lock")
  private boolean left;

  private ClientWatch(BooleanSupplier connected) {
    this.watch = Thread.ofVirtual().name("client-watch").start(() -> look(connected));
  }

  /// Watches the client of the request that the calling thread answers, whose body was read.
  static ClientWatch begin() {
    HelidonSocket socket = CONNECTION.get();
    socket.idle();
    return new ClientWatch(socket::isConnected);
  }

  /// HTTP/1.1 connections whose requests can be watched.
  static ServerConnectionSelector connections() {
    return new Connections(
        Http1ConnectionSelector.builder().config(Http1Config.create()).build());
  }

  private void look(BooleanSupplier connected) {
    try {
      while (connected.getAsBoolean()) {
        Thread.sleep(EVERY);
      }
      leave();
    } catch (InterruptedException _) {
      // The request was answered.
    }
  }

  private void leave() {
    lock.lock();
    try {
      if (open) {
        left = true;
        answering.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends the watch; the thread is not interrupted by it any more.
  @Override
  public void close() {
    lock.lock();
    try {
      open = false;
      watch.interrupt();
      if (left) {
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Binds each connection's socket for the requests on it.
  private record Connections(ServerConnectionSelector http1) implements ServerConnectionSelector {
    @Override
    public int bytesToIdentifyConnection() {
      return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
      return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
      return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
      return new Connection(http1.connection(context), context.serverSocket());
    }
  }

  private record Connection(ServerConnection http1, HelidonSocket socket)
      implements ServerConnection, InterruptableTask<Void> {
    @Override
    public void handle(Semaphore requests) throws InterruptedException {
      ScopedValue.where(CONNECTION, socket)
          .<Boolean, InterruptedException>call(() -> {
            http1.handle(requests);
            return true;
          });
    }

    @Override
    public void handle(Limit requests) throws InterruptedException {
      ScopedValue.where(CONNECTION, socket)
          .<Boolean, InterruptedException>call(() -> {
            http1.handle(requests);
            return true;
          });
    }

    @Override
    public Duration idleTime() {
      return http1.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      http1.close(interrupt);
    }

    /// Whether it only waits for the next request.
    @Override
    public boolean canInterrupt() {
      return http1 instanceof InterruptableTask<?> task && task.canInterrupt();
    }
  }
}
