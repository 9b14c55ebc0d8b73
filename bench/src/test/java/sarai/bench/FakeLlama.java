package sarai.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// A `llama-server` without a model that is as slow, as large and as wise as it is told, as a
/// process of its own: the benchmark must notice all three. It says the same to everything.
final class FakeLlama {
  private static final int PAGE = 4096;

  /// What an engine is like.
  ///
  /// @param delayMillis before the first token of an answer
  /// @param ballastMebibytes held and written to by each engine
  /// @param says to everything
  record Nature(int delayMillis, int ballastMebibytes, String says) {
    String name() {
      return "%d-%d-%d".formatted(delayMillis, ballastMebibytes, says.length());
    }
  }

  private final List<String> arguments;

  private FakeLlama(List<String> arguments) {
    this.arguments = arguments;
  }

  /// A program that starts it.
  static Path script(Path folder, Nature nature) throws IOException {
    String text =
        "#!/bin/sh\nexec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s %d %d '%s' \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                FakeLlama.class.getName(),
                nature.delayMillis(),
                nature.ballastMebibytes(),
                nature.says());
    Path file = folder.resolve("llama-%s.sh".formatted(nature.name()));
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    if (List.of(arguments).contains("--version")) {
      err.println("version: 1 (fake)");
      return;
    }
    new FakeLlama(List.of(arguments)).run(err);
  }

  private void run(PrintStream err) throws IOException, InterruptedException {
    ByteBuffer ballast = ballast(Integer.parseInt(arguments.get(1)));
    int port = Integer.parseInt(arguments.get(arguments.indexOf("--port") + 1));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    boolean senses = arguments.contains("--mmproj");
    String properties = "{\"modalities\":{\"vision\":%1$s,\"audio\":%1$s}}".formatted(senses);
    server.createContext("/health", exchange -> reply(exchange, "{\"status\":\"ok\"}"));
    server.createContext("/props", exchange -> reply(exchange, properties));
    server.createContext("/metrics", exchange -> reply(exchange, "llamacpp:requests 1\n"));
    server.createContext("/v1/chat/completions", this::chat);
    server.start();
    err.println("listening on http://127.0.0.1:" + server.getAddress().getPort());
    err.println("ballast of " + ballast.capacity() + " bytes");
    new CountDownLatch(1).await();
  }

  /// Outside the heap, so that the process grows by this and nothing else; each page is written.
  private static ByteBuffer ballast(int mebibytes) {
    ByteBuffer ballast = ByteBuffer.allocateDirect(mebibytes << 20);
    for (int at = 0; at < ballast.capacity(); at += PAGE) {
      ballast.put(at, (byte) 1);
    }
    return ballast;
  }

  private void chat(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    pause(Integer.parseInt(arguments.getFirst()));
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      event(out, "{\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}".formatted(arguments.get(2)));
      event(out, "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}");
      event(out, "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}");
      event(out, "[DONE]");
    }
  }

  private static void event(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void reply(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /// The simulated work takes real time: that is what this program is for.
  private static void pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
