package sarai.engine.remote;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;

/// One answer from an endpoint. Tells the breaker how it went.
final class RemoteStream implements ChatStream {
  /// Longest silence within an answer; keep-alive comments are no silence.
  static final Duration SILENCE = Duration.ofSeconds(30);

  private final Endpoint endpoint;
  private final LineReader lines;
  private final Dialect.Answer answer;
  private final CircuitBreaker breaker;
  private final Deadline deadline;
  private final Queue<ChatEvent> events = new ArrayDeque<>();
  private final AtomicBoolean judged = new AtomicBoolean();
  private boolean answering;
  private boolean over;

  /// @param timeout how long the whole answer may take
  /// @param started when it was asked for, in the timing's nanoseconds
  record Deadline(Timing timing, Duration timeout, long started) {
    Duration left() {
      return timeout.minus(timing.since(started));
    }
  }

  RemoteStream(
      Endpoint endpoint,
      LineReader lines,
      Dialect.Answer answer,
      CircuitBreaker breaker,
      Deadline deadline) {
    this.endpoint = endpoint;
    this.lines = lines;
    this.answer = answer;
    this.breaker = breaker;
    this.deadline = deadline;
  }

  @Override
  public @Nullable ChatEvent next() throws EngineException, InterruptedException {
    while (events.isEmpty()) {
      if (over || lines.closed()) {
        return null;
      }
      try {
        receive();
      } catch (EngineException e) {
        if (!lines.closed()) {
          throw failed(e);
        }
      }
    }
    if (!answering) {
      answering = true;
      breaker.answering();
    }
    ChatEvent event = events.remove();
    if (event instanceof ChatEvent.Done) {
      over = true;
      judge(breaker::succeeded);
      lines.close();
    }
    return event;
  }

  private void receive() throws EngineException, InterruptedException {
    Duration left = deadline.left();
    Duration limit = answering && SILENCE.compareTo(left) < 0 ? SILENCE : left;
    try {
      String line = limit.isPositive() ? lines.line(limit) : timeOut();
      if (line != null) {
        answer.line(line, events);
      } else if (!lines.closed()) {
        answer.end(events);
      }
    } catch (SocketTimeoutException e) {
      throw new EngineException.Unavailable(
          String.format(
              "It sent nothing for %d ms, %d ms after the request; its timeout is %d ms",
              limit.toMillis(),
              deadline.timing().since(deadline.started()).toMillis(),
              deadline.timeout().toMillis()),
          e);
    } catch (IOException e) {
      throw new EngineException.Crashed("The connection broke: " + e.getMessage(), e);
    }
  }

  private static String timeOut() throws SocketTimeoutException {
    throw new SocketTimeoutException();
  }

  private EngineException failed(EngineException why) {
    over = true;
    judge(() -> breaker.failed(Duration.ZERO));
    lines.close();
    String text = endpoint.who() + ": " + endpoint.withoutSecrets(String.valueOf(why.getMessage()));
    Throwable cause = why.getCause() == null ? why : why.getCause();
    return why instanceof EngineException.Unavailable
        ? new EngineException.Unavailable(text, cause)
        : new EngineException.Crashed(text, cause);
  }

  private void judge(Runnable verdict) {
    if (judged.compareAndSet(false, true)) {
      verdict.run();
    }
  }

  @Override
  public void close() {
    judge(breaker::abandoned);
    lines.close();
  }
}
