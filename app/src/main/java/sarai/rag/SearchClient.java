package sarai.rag;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The HTTP client that searches go through, made by the first of them and shared by those of every
/// configuration. Thread-safe.
public final class SearchClient implements AutoCloseable {
  private final Duration connect;

  @GuardedBy("this")
  private @Nullable HttpClient client;

  /// @param connect how long connecting may take
  public SearchClient(Duration connect) {
    this.connect = connect;
  }

  synchronized HttpClient get() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .connectTimeout(connect)
              .version(HttpClient.Version.HTTP_1_1)
              .build();
    }
    return client;
  }

  /// Ends searches under way.
  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
      client.close();
    }
  }
}
