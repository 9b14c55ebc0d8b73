package sarai.rag;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import sarai.config.SaraiConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A small web on this machine: one server that answers `/search` as SearXNG does, and serves pages
/// under every other path.
public final class LoopbackWeb implements AutoCloseable {
  private static final class Reply {
    private final int status;
    private final String type;
    private final byte[] body;

    Reply(int status, String type, byte[] body) {
      this.status = status;
      this.type = type;
      this.body = body;
    }

    int status() {
      return status;
    }

    String type() {
      return type;
    }

    byte[] body() {
      return body;
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Reply> pages = new ConcurrentHashMap<>();
  private final List<String> searches = new CopyOnWriteArrayList<>();
  private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
  private final List<ObjectNode> results = new ArrayList<>();
  private final List<List<String>> unresponsive = new ArrayList<>();
  private volatile Reply searchReply = new Reply(0, "", new byte[0]);

  public LoopbackWeb() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(threads);
    server.createContext("/search", this::search);
    server.createContext("/", this::page);
    server.start();
  }

  public String address() {
    return "http://" + host();
  }

  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  public URI address(String path) {
    return URI.create(address() + path);
  }

  /// A configuration that searches here.
  public SaraiConfig.Rag config() {
    return new SaraiConfig.Rag(address(), 8, 4, 6, java.time.Duration.ofMinutes(15));
  }

  /// Adds a result without a page.
  public LoopbackWeb result(String url, String title, String snippet) {
    results.add(
        JsonMapper.shared()
            .createObjectNode()
            .put("url", url)
            .put("title", title)
            .put("content", snippet)
            .put("engine", "fake")
            .put("score", 1.0));
    return this;
  }

  /// Adds a page and a result that leads to it.
  public LoopbackWeb page(String path, String title, String html) {
    serve(path, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    return result(address() + path, title, "");
  }

  public LoopbackWeb serve(String path, String type, byte[] body) {
    pages.put(path, new Reply(200, type, body));
    return this;
  }

  public LoopbackWeb redirect(String path, String location) {
    pages.put(path, new Reply(302, location, new byte[0]));
    return this;
  }

  /// Adds a page that never comes.
  public LoopbackWeb slow(String path, String title, String snippet) {
    pages.put(path, new Reply(-1, "", new byte[0]));
    return result(address() + path, title, snippet);
  }

  public LoopbackWeb silent(String engine, String why) {
    unresponsive.add(List.of(engine, why));
    return this;
  }

  /// From now on every search is answered so; status −1 never answers.
  public LoopbackWeb searchAnswers(int status, String type, String body) {
    searchReply = new Reply(status, type, body.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /// The query strings that came, as they were.
  public List<String> searches() {
    return List.copyOf(searches);
  }

  /// The addresses that searches came from, one for each connection.
  public Set<InetSocketAddress> connections() {
    return Set.copyOf(connections);
  }

  private void search(HttpExchange exchange) throws IOException {
    connections.add(exchange.getRemoteAddress());
    searches.add(exchange.getRequestURI().getRawQuery());
    send(exchange, searchReply.status() == 0 ? found() : searchReply);
  }

  private Reply found() {
    ObjectNode json = JsonMapper.shared().createObjectNode().put("query", "q");
    ArrayNode list = json.putArray("results");
    results.forEach(list::add);
    json.putArray("answers");
    json.putArray("infoboxes");
    ArrayNode silent = json.putArray("unresponsive_engines");
    unresponsive.forEach(pair -> silent.addArray().add(pair.getFirst()).add(pair.getLast()));
    return new Reply(200, "application/json", json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void page(HttpExchange exchange) throws IOException {
    Reply none = new Reply(404, "text/html", new byte[0]);
    send(exchange, pages.getOrDefault(exchange.getRequestURI().getPath(), none));
  }

  private void send(HttpExchange exchange, Reply reply) throws IOException {
    try (exchange) {
      if (reply.status() < 0) {
        awaitClosing();
        return;
      }
      boolean redirects = reply.status() == 302;
      exchange.getResponseHeaders().set(redirects ? "Location" : "Content-Type", reply.type());
      exchange.sendResponseHeaders(
          reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
      if (reply.body().length > 0) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(reply.body());
        }
      }
    }
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
