package sarai.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Server-sent events to one client, each flushed at once. A heartbeat comment is sent whenever
/// nothing was said for a while, so that proxies keep the connection and a client that left is
/// noticed: the thread that makes the answer is interrupted then. The response begins with the
/// first write, so that what fails at once can still be told by its status. Thread-safe.
final class SseStream implements AutoCloseable {
  private static final Duration FIRST_HEARTBEAT = Duration.ofMillis(100);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final byte[] COMMENT = ": waiting\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);

  /// Nobody reads the events any more.
  static final class ClientLeft extends IOException {
    private static final long serialVersionUID = 1L;

    private ClientLeft(Exception cause) {
      super("the client left", cause);
    }
  }

  private final Supplier<OutputStream> response;
  private final ObjectMapper json;
  private final Thread answering = Thread.currentThread();
  private final Thread heart;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable OutputStream out;

  @GuardedBy("lock")
  private long writes;

  @GuardedBy("lock")
  private boolean open = true;

  /// @param response opened by the first write
  SseStream(Supplier<OutputStream> response, ObjectMapper json) {
    this.response = response;
    this.json = json;
    this.heart = Thread.ofVirtual().name("heartbeat").start(this::beat);
  }

  private void beat() {
    long seen = 0;
    try {
      Thread.sleep(FIRST_HEARTBEAT);
      while (true) {
        seen = beatUnlessBusy(seen);
        Thread.sleep(HEARTBEAT);
      }
    } catch (InterruptedException _) {
      // The stream is complete.
    } catch (ClientLeft _) {
      answering.interrupt();
    }
  }

  /// Sends a comment if nothing was written since `seen` writes; tells how many there are now.
  private long beatUnlessBusy(long seen) throws ClientLeft {
    lock.lock();
    try {
      if (open && writes == seen) {
        write(COMMENT);
      }
      return writes;
    } finally {
      lock.unlock();
    }
  }

  void data(JsonNode event) throws ClientLeft {
    send(DATA, event);
  }

  /// An event with a name, which clients that know only data lines ignore.
  void named(String name, JsonNode event) throws ClientLeft {
    send(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8), event);
  }

  private void send(byte[] head, JsonNode event) throws ClientLeft {
    byte[] body = json.writeValueAsBytes(event);
    byte[] whole = new byte[head.length + body.length + END.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    System.arraycopy(END, 0, whole, head.length + body.length, END.length);
    lock.lock();
    try {
      write(whole);
    } finally {
      lock.unlock();
    }
  }

  void done() throws ClientLeft {
    lock.lock();
    try {
      write(DONE);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void write(byte[] bytes) throws ClientLeft {
    if (out == null) {
      out = response.get();
    }
    writes++;
    try {
      out.write(bytes);
      out.flush();
    } catch (ServerConnectionException | IOException | UncheckedIOException e) {
      throw new ClientLeft(e);
    }
  }

  /// Ends the heartbeat; tells whether anything was written.
  boolean quiet() {
    lock.lock();
    try {
      open = false;
      heart.interrupt();
      return writes == 0;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the stream, if it was begun.
  @Override
  public void close() throws ClientLeft {
    lock.lock();
    try {
      open = false;
      heart.interrupt();
      if (out != null) {
        out.close();
      }
    } catch (IOException e) {
      throw new ClientLeft(e);
    } finally {
      lock.unlock();
    }
  }
}
