package sarai.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Copies what a child writes to its log, keeps the last lines, and hands each line to a listener.
/// Never stops reading before the stream ends, so that the child never blocks on a full pipe.
final class OutputPump implements Runnable {
  private static final System.Logger LOG = System.getLogger(OutputPump.class.getName());
  private static final int KEPT_LINES = 40;
  private static final int LONGEST_LINE = 2048;

  private final InputStream in;
  private final RotatingLog log;
  private final Consumer<String> listener;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<String> tail = new ArrayDeque<>();
  private final byte[] line = new byte[LONGEST_LINE];
  private int lineLength;
  private final LongAdder bytesSeen = new LongAdder();
  private boolean logging = true;

  OutputPump(InputStream in, RotatingLog log, Consumer<String> listener) {
    this.in = in;
    this.log = log;
    this.listener = listener;
  }

  /// Completes when the stream has ended.
  CompletableFuture<Void> done() {
    return done;
  }

  long bytesSeen() {
    return bytesSeen.sum();
  }

  List<String> tail() {
    lock.lock();
    try {
      return List.copyOf(tail);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try (in;
        log) {
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        record(buffer, read);
        split(buffer, read);
      }
      if (lineLength > 0) {
        endLine();
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a child's output ended", e);
    } finally {
      done.complete(null);
    }
  }

  private void record(byte[] bytes, int length) {
    bytesSeen.add(length);
    if (!logging) {
      return;
    }
    try {
      log.write(bytes, length);
    } catch (IOException e) {
      logging = false;
      LOG.log(System.Logger.Level.WARNING, "a child's output is no longer logged: " + e);
    }
  }

  private void split(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        endLine();
      } else if (lineLength < LONGEST_LINE && bytes[i] != '\r') {
        line[lineLength++] = bytes[i];
      }
    }
  }

  private void endLine() {
    String text = new String(line, 0, lineLength, StandardCharsets.UTF_8);
    lineLength = 0;
    lock.lock();
    try {
      if (tail.size() == KEPT_LINES) {
        tail.removeFirst();
      }
      tail.addLast(text);
    } finally {
      lock.unlock();
    }
    listener.accept(text);
  }
}
