package sarai.store.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A model hub and its storage on two loopback servers: the hub redirects to the storage with
/// addresses that can be made to expire, and the storage can be told to misbehave, once for each
/// thing it is told.
public final class LoopbackHub implements AutoCloseable {
  public static final String COMMIT = "c0ffee0000000000000000000000000000000001";

  /// How the storage answers one download.
  public enum Fault {
    CUT,
    WRONG_BYTES,
    IGNORE_RANGE,
    EXPIRED,
    STALL,
    ERROR_503,
    CHANGED_VERSION
  }

  private final HttpServer hub;
  private final HttpServer storage;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean gated;
  private volatile boolean digests = true;

  private LoopbackHub() throws IOException {
    hub = start(this::hub);
    storage = start(this::storage);
  }

  public static LoopbackHub open() throws IOException {
    return new LoopbackHub();
  }

  public LoopbackHub with(String repository, String file, byte[] bytes) {
    files.put(repository + "/" + file, bytes);
    return this;
  }

  public LoopbackHub failing(Fault... next) {
    faults.addAll(List.of(next));
    return this;
  }

  public LoopbackHub gated() {
    gated = true;
    return this;
  }

  /// Files are not in large-file storage: the hub tells no digest.
  public LoopbackHub withoutDigests() {
    digests = false;
    return this;
  }

  public String address() {
    return "http://127.0.0.1:" + hub.getAddress().getPort();
  }

  /// Each request as `hub|storage METHOD path [Range] [token]`, in order.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  public List<String> downloads() {
    return requests().stream().filter(request -> request.startsWith("storage")).toList();
  }

  @Override
  public void close() {
    closing.countDown();
    hub.stop(0);
    storage.stop(0);
    threads.shutdownNow();
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private HttpServer start(Handler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    return server;
  }

  private void note(String server, HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(
        server
            + " "
            + exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI().getPath()
            + (range == null ? "" : " " + range)
            + (token == null ? "" : " " + token));
  }

  private void hub(HttpExchange exchange) throws IOException {
    note("hub", exchange);
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/api/models/")) {
      tree(exchange, path.substring("/api/models/".length()).split("/tree/")[0]);
      return;
    }
    exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
    if (gated) {
      exchange.getResponseHeaders().set("X-Error-Code", "GatedRepo");
      exchange.sendResponseHeaders(401, -1);
      return;
    }
    String name = path.substring(1).replaceFirst("/resolve/[^/]+/", "/");
    byte[] bytes = files.get(name);
    if (bytes == null) {
      exchange.getResponseHeaders().set("X-Error-Code", "EntryNotFound");
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    if (digests) {
      exchange.getResponseHeaders().set("X-Linked-Etag", '"' + sha256(bytes) + '"');
    }
    exchange.getResponseHeaders().set("X-Linked-Size", "" + bytes.length);
    exchange
        .getResponseHeaders()
        .set("Location", "http://127.0.0.1:" + storage.getAddress().getPort() + "/" + name);
    exchange.sendResponseHeaders(302, -1);
  }

  private void tree(HttpExchange exchange, String repository) throws IOException {
    String json =
        files.keySet().stream()
            .filter(name -> name.startsWith(repository + "/"))
            .map(name -> name.substring(repository.length() + 1))
            .map(name -> "{\"type\":\"file\",\"path\":\"" + name + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void storage(HttpExchange exchange) throws IOException, InterruptedException {
    note("storage", exchange);
    byte[] bytes =
        Objects.requireNonNull(files.get(exchange.getRequestURI().getPath().substring(1)));
    Fault fault = faults.poll();
    if (fault == Fault.EXPIRED || fault == Fault.ERROR_503) {
      exchange.sendResponseHeaders(fault == Fault.EXPIRED ? 403 : 503, -1);
      return;
    }
    if (fault == Fault.WRONG_BYTES) {
      bytes = bytes.clone();
      bytes[bytes.length / 2] ^= 1;
    }
    int from = fault == Fault.IGNORE_RANGE ? 0 : from(exchange, fault);
    exchange
        .getResponseHeaders()
        .set("ETag", fault == Fault.CHANGED_VERSION ? "\"new\"" : "\"v1\"");
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, bytes.length - from);
    body(exchange.getResponseBody(), bytes, from, fault);
  }

  private void body(OutputStream out, byte[] bytes, int from, @Nullable Fault fault)
      throws IOException, InterruptedException {
    boolean partial = fault == Fault.CUT || fault == Fault.STALL;
    out.write(bytes, from, partial ? (bytes.length - from) / 2 : bytes.length - from);
    out.flush();
    if (fault == Fault.STALL) {
      closing.await();
    }
  }

  private static int from(HttpExchange exchange, @Nullable Fault fault) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    boolean changed = fault == Fault.CHANGED_VERSION && condition != null;
    return range == null || changed
        ? 0
        : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
  }

  public static String sha256(byte[] bytes) {
    var digest = Sha256.digest();
    digest.update(bytes);
    return Sha256.hex(digest);
  }
}
