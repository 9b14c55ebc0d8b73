package sarai.engine.remote;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import sarai.config.Secret;
import sarai.engine.EngineException;

/// One address and the HTTP client for it. The client is made by the first request, since making
/// one costs a short command line run about 0.4 s. HTTP/1.1, so that closing an answer closes its
/// connection, which every server understands as "stop". Redirects are not followed: they would
/// carry the key elsewhere. Thread-safe.
final class Endpoint implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ERROR_TEXT = Duration.ofSeconds(5);
  private static final int ERROR_LINES = 50;

  private final String who;
  private final @Nullable Secret key;
  private final Duration connect;
  private final InstantSource clock;

  @GuardedBy("this")
  private @Nullable HttpClient client;

  @GuardedBy("this")
  private @Nullable ExecutorService executor;

  @GuardedBy("this")
  private boolean closed;

  /// @param who the model and its address, for people
  /// @param timeout how long an answer may take
  Endpoint(String who, @Nullable Secret key, Duration timeout, InstantSource clock) {
    this.who = who;
    this.clock = clock;
    this.key = key;
    this.connect = timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT;
  }

  String who() {
    return who;
  }

  /// Takes the key out of a text that the endpoint wrote.
  String withoutSecrets(String text) {
    return key == null || key.reveal().isBlank()
        ? text
        : text.replace(key.reveal(), key.toString());
  }

  /// Sends a body once and waits for the answer's status.
  Outcome post(URI address, String body, Duration limit) throws InterruptedException {
    HttpRequest request =
        request(address, limit)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return send(request, limit);
  }

  Outcome get(URI address, Duration limit) throws InterruptedException {
    return send(request(address, limit).GET().build(), limit);
  }

  private HttpRequest.Builder request(URI address, Duration limit) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(address).timeout(limit);
    if (key != null) {
      builder.header("Authorization", "Bearer " + key.reveal());
    }
    return builder;
  }

  private Outcome send(HttpRequest request, Duration limit) throws InterruptedException {
    HttpClient opened = client();
    if (opened == null) {
      return failed(new EngineException.Unavailable(who + " was stopped"), false);
    }
    try {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
          opened.send(request, HttpResponse.BodyHandlers.ofPublisher());
      LineReader lines = new LineReader();
      response.body().subscribe(lines);
      return response.statusCode() == 200 ? new Outcome.Opened(lines) : refusal(response, lines);
    } catch (HttpTimeoutException e) {
      return failed(
          new EngineException.Unavailable(
              who + " did not answer within " + limit.toMillis() + " ms", e),
          false);
    } catch (IOException e) {
      return failed(
          new EngineException.Unavailable(who + " is out of reach: " + reason(e), e), true);
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  private static Outcome failed(EngineException why, boolean again) {
    return new Outcome.Failed(why, again, Duration.ZERO);
  }

  private Outcome refusal(HttpResponse<?> response, LineReader lines) throws InterruptedException {
    String said;
    try (lines) {
      said = said(lines);
    }
    Duration retryAfter =
        response
            .headers()
            .firstValue("Retry-After")
            .map(value -> Statuses.retryAfter(value, clock.instant()))
            .orElse(Duration.ZERO);
    return Statuses.of(response.statusCode(), who, withoutSecrets(said), retryAfter);
  }

  private static String said(LineReader lines) throws InterruptedException {
    StringBuilder text = new StringBuilder();
    try {
      for (int i = 0; i < ERROR_LINES; i++) {
        String line = lines.line(ERROR_TEXT);
        if (line == null) {
          break;
        }
        text.append(line).append('\n');
      }
    } catch (SocketTimeoutException e) {
      text.append("(the rest never came)");
    } catch (IOException e) {
      text.append("(the connection broke)");
    }
    return message(text.toString());
  }

  private static String message(String body) {
    try {
      String error = Json.error(Json.object(body));
      return error == null ? Json.excerpt(body) : error;
    } catch (EngineException e) {
      return Json.excerpt(body);
    }
  }

  private synchronized @Nullable HttpClient client() {
    if (client == null && !closed) {
      executor = Executors.newVirtualThreadPerTaskExecutor();
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(connect)
              .executor(executor)
              .build();
    }
    return closed ? null : client;
  }

  /// Breaks off what is open. Idempotent.
  @Override
  public void close() {
    HttpClient opened;
    ExecutorService threads;
    synchronized (this) {
      closed = true;
      opened = client;
      threads = executor;
      client = null;
      executor = null;
    }
    if (opened == null || threads == null) {
      return;
    }
    opened.shutdownNow();
    opened.close();
    threads.close();
  }
}
