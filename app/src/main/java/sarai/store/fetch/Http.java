package sarai.store.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sarai.store.StoreException;

/// The one door to other machines: proxies, time limits, redirects, `--offline`. Thread-safe.
///
/// `HttpURLConnection` because its read timeout is exactly a stall timeout and because it starts
/// four times faster than `java.net.http` in a short command.
public final class Http {
  private static final int MOST_REDIRECTS = 8;
  private static final int MOST_TEXT_BYTES = 32 << 20;

  private final ProxyRules proxies;
  private final boolean offline;
  private final Duration connectTimeout;
  private final Duration stallTimeout;

  private Http(
      ProxyRules proxies, boolean offline, Duration connectTimeout, Duration stallTimeout) {
    this.proxies = proxies;
    this.offline = offline;
    this.connectTimeout = connectTimeout;
    this.stallTimeout = stallTimeout;
  }

  /// @param environment where the proxy variables are read
  /// @param offline refuse every request
  public static Http from(Map<String, String> environment, boolean offline) {
    return new Http(
        ProxyRules.from(environment), offline, Duration.ofSeconds(10), Duration.ofSeconds(30));
  }

  /// The same with other limits.
  ///
  /// @param connect until a connection stands
  /// @param stall without a single byte
  public Http within(Duration connect, Duration stall) {
    return new Http(proxies, offline, connect, stall);
  }

  public boolean offline() {
    return offline;
  }

  Duration stallTimeout() {
    return stallTimeout;
  }

  /// Which redirects are followed.
  enum Follow {
    /// Only those that stay with the host that was asked.
    SAME_ORIGIN,
    ALL
  }

  /// One request. The token goes to the origin of `uri` only, never to where a redirect leads.
  record Request(
      String method, URI uri, Map<String, String> headers, @Nullable String token, Follow follow) {
    static Request get(URI uri, @Nullable String token) {
      return new Request("GET", uri, Map.of(), token, Follow.ALL);
    }
  }

  /// An answer of any status; closing it ends the connection.
  record Response(HttpURLConnection connection, int status, URI uri) implements Closeable {
    Optional<String> header(String name) {
      return Optional.ofNullable(connection.getHeaderField(name));
    }

    /// A header that counts bytes, or -1.
    long number(String name) {
      String text = header(name).orElse("");
      return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }

    boolean redirects() {
      return status >= 301 && status <= 308 && status != 304 && header("Location").isPresent();
    }

    InputStream body() throws IOException {
      InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
      return body == null ? InputStream.nullInputStream() : body;
    }

    @Override
    public void close() {
      connection.disconnect();
    }
  }

  Response send(Request request) throws IOException, StoreException {
    if (offline) {
      throw new StoreException.Offline(request.uri().toString());
    }
    URI here = request.uri();
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      Response response = once(request, here);
      if (!response.redirects()) {
        return response;
      }
      URI next = target(response);
      if (request.follow() == Follow.SAME_ORIGIN && !sameOrigin(next, request.uri())) {
        return response;
      }
      response.close();
      here = next;
    }
    throw new IOException(request.uri() + " redirects more than " + MOST_REDIRECTS + " times");
  }

  /// A small text, such as an API's answer; other statuses than 200 are errors.
  String text(Request request) throws IOException, StoreException {
    try (Response response = send(request);
        InputStream body = response.body()) {
      if (response.status() != 200) {
        throw new IOException(response.uri() + " answered " + response.status());
      }
      byte[] bytes = body.readNBytes(MOST_TEXT_BYTES);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /// Whether the host answers at all, whatever it says.
  ///
  /// @param limit for connecting and, once more, for the answer
  public boolean answers(URI uri, Duration limit) {
    Request head = new Request("HEAD", uri, Map.of(), null, Follow.SAME_ORIGIN);
    try (Response response = within(limit, limit).send(head)) {
      return response.status() < 500;
    } catch (IOException | StoreException e) {
      return false;
    }
  }

  private Response once(Request request, URI uri) throws IOException {
    if (!"https".equals(uri.getScheme()) && !"http".equals(uri.getScheme())) {
      throw new IOException(uri + " is not an http(s) address");
    }
    HttpURLConnection connection = (HttpURLConnection) open(uri);
    connection.setRequestMethod(request.method());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout(Math.toIntExact(connectTimeout.toMillis()));
    connection.setReadTimeout(Math.toIntExact(stallTimeout.toMillis()));
    connection.setRequestProperty("User-Agent", "sarai");
    connection.setRequestProperty("Accept", "*/*");
    connection.setRequestProperty("Accept-Encoding", "identity");
    request.headers().forEach(connection::setRequestProperty);
    if (request.token() != null && sameOrigin(uri, request.uri())) {
      connection.setRequestProperty("Authorization", "Bearer " + request.token());
    }
    return new Response(connection, connection.getResponseCode(), uri);
  }

  private URLConnection open(URI uri) throws IOException {
    Optional<Proxy> proxy = proxies.proxyFor(uri);
    return proxy.isPresent()
        ? uri.toURL().openConnection(proxy.get())
        : uri.toURL().openConnection();
  }

  private static URI target(Response response) throws IOException {
    String location = response.header("Location").orElseThrow();
    try {
      return response.uri().resolve(new URI(location));
    } catch (URISyntaxException e) {
      throw new IOException(response.uri() + " redirects to a malformed address", e);
    }
  }

  private static boolean sameOrigin(URI one, URI other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && Objects.equals(one.getHost(), other.getHost())
        && one.getPort() == other.getPort();
  }
}
