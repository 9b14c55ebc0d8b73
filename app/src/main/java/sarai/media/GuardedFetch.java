package sarai.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// GETs from the web through a [UrlGuard]: connects only to the addresses that the guard resolved,
/// checks each redirect anew, and ends by a deadline. Thread-safe; one connection a fetch.
public final class GuardedFetch {
  private static final int MAX_REDIRECTS = 3;

  private final UrlGuard guard;
  private final Duration limit;
  private final LongSupplier nanoTime;

  /// @param limit for the whole of a fetch, redirects and body included
  /// @param nanoTime such as `System::nanoTime`
  public GuardedFetch(UrlGuard guard, Duration limit, LongSupplier nanoTime) {
    this.guard = guard;
    this.limit = limit;
    this.nanoTime = nanoTime;
  }

  /// Opens an address.
  ///
  /// @return the body, to be closed by the caller; its reads fail when the time is over. The caller
  ///   bounds how much it reads
  /// @throws MediaException.ForbiddenSource when it, or where it redirects to, may not be fetched
  /// @throws MediaException.FetchFailed when the server does not deliver
  public HttpBody open(URI uri) throws MediaException {
    Deadline deadline = new Deadline(nanoTime, nanoTime.getAsLong() + limit.toNanos(), limit);
    URI next = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      UrlGuard.Target target = guard.check(next);
      HttpBody body = get(target, deadline);
      if (!body.isRedirect()) {
        return body;
      }
      next = redirected(target, body);
    }
    throw new MediaException.FetchFailed(
        uri.getHost()
            + " redirected more than "
            + MAX_REDIRECTS
            + " times: give the final address");
  }

  private static HttpBody get(UrlGuard.Target target, Deadline deadline) throws MediaException {
    try {
      return exchange(target, deadline);
    } catch (IOException e) {
      throw new MediaException.FetchFailed(
          "%s did not deliver: %s".formatted(target.uri().getHost(), e.getMessage()), e);
    }
  }

  private static HttpBody exchange(UrlGuard.Target target, Deadline deadline)
      throws IOException, MediaException {
    Socket socket = connected(target, deadline);
    boolean open = false;
    try {
      socket.getOutputStream().write(request(target.uri()).getBytes(StandardCharsets.US_ASCII));
      HttpBody body = HttpBody.read(socket, new TimedInput(socket, deadline));
      body.requireUsable(target.uri());
      open = true;
      return body;
    } finally {
      if (!open) {
        socket.close();
      }
    }
  }

  private static Socket connected(UrlGuard.Target target, Deadline deadline) throws IOException {
    IOException failure = new IOException("no address answered");
    for (InetAddress address : target.addresses()) {
      try {
        return connected(target, address, deadline);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    throw failure;
  }

  private static Socket connected(UrlGuard.Target target, InetAddress address, Deadline deadline)
      throws IOException {
    Socket socket = new Socket();
    boolean done = false;
    try {
      socket.connect(new InetSocketAddress(address, target.port()), deadline.millisLeft());
      socket.setSoTimeout(deadline.millisLeft());
      Socket ready = target.isSecure() ? secured(socket, target) : socket;
      done = true;
      return ready;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /// The certificate must be of the host that was asked for, not of the address.
  private static SSLSocket secured(Socket socket, UrlGuard.Target target) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket secure =
        (SSLSocket) factory.createSocket(socket, target.uri().getHost(), target.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private static String request(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    String end = "\r\n";
    return ("GET " + path + query + " HTTP/1.1" + end)
        + ("Host: " + host + end)
        + ("User-Agent: sarai" + end)
        + ("Accept: */*" + end)
        + ("Accept-Encoding: identity" + end)
        + ("Connection: close" + end + end);
  }

  private static URI redirected(UrlGuard.Target from, HttpBody body) throws MediaException {
    try (body) {
      URI next = from.uri().resolve(new URI(body.location()));
      if (from.isSecure() && !"https".equalsIgnoreCase(next.getScheme())) {
        throw new MediaException.ForbiddenSource(
            from.uri().getHost() + " redirects from https to something less: not followed");
      }
      return next;
    } catch (URISyntaxException | IOException e) {
      throw new MediaException.FetchFailed(
          from.uri().getHost() + " redirects to no address: " + e.getMessage(), e);
    }
  }

  /// A moment after which a fetch is over.
  record Deadline(LongSupplier nanoTime, long atNanos, Duration limit) {
    int millisLeft() throws IOException {
      long millis = (atNanos - nanoTime.getAsLong()) / 1_000_000;
      if (millis <= 0) {
        throw new IOException("the time of " + limit.toMillis() + " ms is over");
      }
      return (int) Math.min(millis, Integer.MAX_VALUE);
    }
  }

  /// Reads that each wait at most until the deadline.
  private static final class TimedInput extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final Deadline deadline;

    private TimedInput(Socket socket, Deadline deadline) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
      socket.setSoTimeout(deadline.millisLeft());
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      socket.setSoTimeout(deadline.millisLeft());
      return in.read(target, offset, length);
    }
  }
}
