package sarai.engine.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The lines of a response's body, as they arrive. Read by one thread; [#close] may be called by
/// any and ends a waiting [#line]. It asks for one batch of buffers at a time, so that a slow
/// reader slows the sender.
final class LineReader implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
  /// A longer line is no event of a chat: 16 MiB.
  static final int LONGEST = 1 << 24;

  private sealed interface Signal {
    record Batch(ByteBuffer bytes) implements Signal {}

    record Failed(Throwable cause) implements Signal {}

    record Ended() implements Signal {}
  }

  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;
  private byte[] batch = new byte[0];
  private int position;
  private boolean ended;

  @Override
  public void onSubscribe(Flow.Subscription granted) {
    subscription = granted;
    if (closed) {
      granted.cancel();
    } else {
      granted.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer buffer : buffers) {
      byte[] some = new byte[buffer.remaining()];
      buffer.get(some);
      bytes.writeBytes(some);
    }
    signals.add(new Signal.Batch(ByteBuffer.wrap(bytes.toByteArray())));
  }

  @Override
  public void onError(Throwable cause) {
    signals.add(new Signal.Failed(cause));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal.Ended());
  }

  boolean closed() {
    return closed;
  }

  /// The next line without its end; null when the body has ended or this was closed.
  ///
  /// @throws SocketTimeoutException when nothing comes for `limit`
  /// @throws IOException when the connection broke
  @Nullable String line(Duration limit) throws IOException, InterruptedException {
    while (!closed) {
      String found = scan();
      if (found != null) {
        return found;
      }
      if (ended) {
        return partial.size() == 0 ? null : take();
      }
      receive(limit);
    }
    return null;
  }

  private @Nullable String scan() throws IOException {
    int start = position;
    while (position < batch.length) {
      if (batch[position++] == '\n') {
        partial.write(batch, start, position - 1 - start);
        return take();
      }
    }
    partial.write(batch, start, position - start);
    if (partial.size() > LONGEST) {
      throw new IOException("a line of more than " + LONGEST + " bytes");
    }
    return null;
  }

  private String take() {
    String line = partial.toString(StandardCharsets.UTF_8);
    partial.reset();
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  private void receive(Duration limit) throws IOException, InterruptedException {
    batch = new byte[0];
    position = 0;
    switch (signals.poll(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      case null -> throw new SocketTimeoutException();
      case Signal.Batch(ByteBuffer bytes) -> {
        batch = new byte[bytes.remaining()];
        bytes.get(batch);
        more();
      }
      case Signal.Failed(Throwable cause) -> {
        if (!closed) {
          throw new IOException(cause.getMessage(), cause);
        }
      }
      case Signal.Ended() -> ended = true;
    }
  }

  private void more() {
    Flow.Subscription granted = subscription;
    if (granted != null) {
      granted.request(1);
    }
  }

  @Override
  public void close() {
    closed = true;
    Flow.Subscription granted = subscription;
    if (granted != null) {
      granted.cancel();
    }
    signals.add(new Signal.Ended());
  }
}
