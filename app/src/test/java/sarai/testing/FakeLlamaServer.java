package sarai.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import sarai.store.Program;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A `llama-server` without a model, as a real process with a pid, a port, exit codes and memory.
/// Understands `--port`, `--alias`, `--mmproj` and the key of the real one, ignores its other
/// arguments, and takes before them:
///
/// - `fake:load=MILLIS` listens only after that time
/// - `fake:ballast=MEBIBYTES` holds that much memory
/// - `fake:token=MILLIS` takes that long for each token (one word)
/// - `fake:never-ready` starts, writes one line, and never listens
/// - `fake:dies-at-load` writes an error and ends with exit code 1
/// - `fake:dies-mid-stream` ends with exit code 3 after the second token of any answer
/// - `fake:ignores-term` can only be killed
///
/// It answers `one two three …` up to `max_tokens` (default 5), one answer at a time, refuses a
/// `temperature` that is no number and a text to embed of over 1,000 letters, and counts its tokens
/// in `/metrics`.
public final class FakeLlamaServer {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> WORDS = List.of("one", "two", "three", "four", "five");

  /// Letters of a text that is embedded, and what a real one says of a longer text.
  private static final int LONGEST = 1000;

  private static final String TOO_LONG =
      """
      {"error":{"code":500,"type":"server_error","message":"input (3004 tokens) is too large to \
      process. increase the physical batch size (current batch size: 512)"}}\
      """;

  private final List<String> arguments;
  private final PrintStream err;
  private final ReentrantLock slot = new ReentrantLock();
  private final List<byte[]> ballast = new ArrayList<>();
  private final AtomicLong tokens = new AtomicLong();

  private FakeLlamaServer(List<String> arguments, PrintStream err) {
    this.arguments = arguments;
    this.err = err;
  }

  /// The program with the given `fake:` words.
  public static Program program(String... fakes) {
    List<String> command = new ArrayList<>();
    boolean ignoresTerm = Arrays.asList(fakes).contains("fake:ignores-term");
    if (ignoresTerm) {
      command.addAll(List.of("/bin/sh", "-c", "trap '' TERM; exec \"$@\"", "sh"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    if (ignoresTerm) {
      command.add("-Xrs");
    }
    command.add(FakeLlamaServer.class.getName());
    command.addAll(Arrays.asList(fakes));
    return new Program(command, Path.of("").toAbsolutePath(), "fake");
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    new FakeLlamaServer(List.of(arguments), err).run();
  }

  private void run() throws IOException, InterruptedException {
    err.println("fake llama-server: loading model");
    if (has("fake:dies-at-load")) {
      err.println("error: invalid magic characters, expected 'GGUF'");
      System.exit(1);
    }
    holdBallast();
    pause(number("fake:load=", 0));
    while (has("fake:never-ready")) {
      pause(60_000);
    }
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/health", exchange -> reply(exchange, 200, "{\"status\":\"ok\"}"));
    server.createContext("/props", exchange -> reply(exchange, 200, props()));
    server.createContext("/metrics", exchange -> reply(exchange, 200, metrics()));
    server.createContext("/v1/embeddings", this::embed);
    server.createContext("/v1/chat/completions", this::chat);
    server.start();
    err.println("listening on http://127.0.0.1:" + server.getAddress().getPort());
    new CountDownLatch(1).await();
  }

  private void holdBallast() {
    for (long held = 0; held < number("fake:ballast=", 0); held++) {
      byte[] mebibyte = new byte[1 << 20];
      Arrays.fill(mebibyte, (byte) 1);
      ballast.add(mebibyte);
    }
  }

  private String props() {
    return "{\"modalities\":{\"vision\":%s,\"audio\":false}}".formatted(has("--mmproj"));
  }

  private String metrics() {
    return "llamacpp:tokens_predicted_total " + tokens.get() + "\n";
  }

  private void embed(HttpExchange exchange) throws IOException {
    ArrayNode data = JSON.createArrayNode();
    for (JsonNode text : read(exchange).path("input")) {
      ObjectNode item = data.addObject().put("index", data.size());
      if (text.stringValue().length() > LONGEST) {
        reply(exchange, 500, TOO_LONG);
        return;
      }
      item.putArray("embedding").add(text.stringValue().length()).add(1);
      item.put("index", data.size() - 1);
    }
    ObjectNode reply = JSON.createObjectNode();
    reply.set("data", data);
    reply.putObject("usage").put("prompt_tokens", data.size());
    reply(exchange, 200, reply.toString());
  }

  private void chat(HttpExchange exchange) throws IOException {
    JsonNode request = read(exchange);
    if (request.has("temperature") && !request.path("temperature").isNumber()) {
      String message = "Field 'temperature': type must be number";
      reply(exchange, 400, "{\"error\":{\"code\":400,\"message\":\"%s\"}}".formatted(message));
      return;
    }
    slot.lock();
    try (exchange;
        OutputStream out = exchange.getResponseBody()) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      stream(out, request.path("max_tokens").asInt(5));
    } finally {
      slot.unlock();
    }
  }

  private void stream(OutputStream out, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      if (i == 2 && has("fake:dies-mid-stream")) {
        Runtime.getRuntime().halt(3);
      }
      pause(number("fake:token=", 0));
      tokens.incrementAndGet();
      ObjectNode chunk = JSON.createObjectNode();
      String word = (i == 0 ? "" : " ") + WORDS.get(i % WORDS.size());
      chunk.putArray("choices").addObject().putObject("delta").put("content", word);
      event(out, chunk.toString());
    }
    event(out, "{\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}");
    event(
        out,
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":%d}}"
            .formatted(count));
    event(out, "[DONE]");
  }

  private static void event(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private JsonNode read(HttpExchange exchange) throws IOException {
    String key = "Bearer " + System.getenv("LLAMA_API_KEY");
    if (!key.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      reply(exchange, 401, "{\"error\":{\"code\":401,\"message\":\"Invalid API Key\"}}");
      throw new IOException("wrong key");
    }
    try {
      return JSON.readTree(exchange.getRequestBody().readAllBytes());
    } catch (JacksonException e) {
      reply(exchange, 400, "{\"error\":{\"code\":400,\"message\":\"no JSON\"}}");
      throw new IOException(e);
    }
  }

  private static void reply(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private boolean has(String word) {
    return arguments.contains(word);
  }

  private long number(String prefix, long otherwise) {
    return arguments.stream()
        .filter(word -> word.startsWith(prefix))
        .mapToLong(word -> Long.parseLong(word.substring(prefix.length())))
        .findFirst()
        .orElse(otherwise);
  }

  private int port() {
    int at = arguments.indexOf("--port");
    return at < 0 ? 0 : Integer.parseInt(arguments.get(at + 1));
  }

  /// The simulated work takes real time: that is what this program is for.
  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
