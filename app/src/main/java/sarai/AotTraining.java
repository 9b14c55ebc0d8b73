package sarai;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.cli.Cli;
import sarai.cli.ServerAddress;

/// What the launcher runs after a build while Java watches, so that later starts find classes
/// loaded and linked and methods profiled (docs/adr/0101): the real `serve`, with requests, or the
/// commands that end at once. The model behind the requests and the server that the commands ask is
/// an endpoint in this process; no engine and no weights are needed.
///
/// Arguments: `serve` or `commands`, and an empty folder for its files.
final class AotTraining {
  private static final int ROUNDS = 120;
  private static final int ANNOUNCED_WITHIN = 600;
  private static final Duration STEP = Duration.ofMillis(100);
  private static final String QUESTION = "¿Qué es un agujero negro?";
  private static final String ANSWER =
      """
      data: {"model":"training","choices":[{"index":0,"delta":{"role":"assistant","content":"one"}}]}

      data: {"model":"training","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

      data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}

      data: [DONE]

      """;

  private static final String POOL =
      """
      {"budget_bytes":8000000000,"charged_bytes":1000000000,"measured_bytes":900000000,"models":[
      {"id":"tiny","state":"ready","permanent":true,"reserved_bytes":900000000,"leases":1,
      "idle_seconds":1.5,"last_change":{"reason":"loaded"}}],"queue":[]}
      """;

  private AotTraining() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path data = Path.of(arguments[1]).toAbsolutePath();
    switch (arguments[0]) {
      case "serve" -> serve(data);
      case "commands" -> commands(data);
      default -> throw new IllegalArgumentException("no training of " + arguments[0]);
    }
    System.exit(0);
  }

  private static void serve(Path data) throws IOException, InterruptedException {
    HttpServer endpoint = endpoint();
    Path profile = data.resolve("training.yaml");
    Files.writeString(profile, profile(endpoint.getAddress().getPort()));
    String[] serve = {
      "serve", "--port", "0", "--profile", profile.toString(), "--data", data.toString()
    };
    Thread.ofPlatform().daemon().name("serve").start(() -> Main.main(serve));
    requests(announced(data));
  }

  private static void commands(Path data) throws IOException {
    HttpServer endpoint = endpoint();
    URI server = URI.create("http://127.0.0.1:" + endpoint.getAddress().getPort());
    new ServerAddress(server, ProcessHandle.current().pid()).announce(data);
    Path root = Path.of(System.getProperty("sarai.root", "."));
    String mirror = root.resolve("profiles/mirror.yaml").toString();
    try (Main program = new Main(Map.of(), root)) {
      String[] where = {"--profile", mirror, "--data", data.toString()};
      Cli.run(program, new String[] {"--version"}, System.getenv());
      for (String command : List.of("ps", "models", "plan", "route " + QUESTION)) {
        Stream<String> line = Stream.concat(Stream.of(command.split(" ", 2)), Stream.of(where));
        Cli.run(program, line.toArray(String[]::new), System.getenv());
      }
    }
  }

  private static HttpServer endpoint() throws IOException {
    HttpServer endpoint =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext("/", exchange -> answer(exchange, "text/event-stream", ANSWER));
    endpoint.createContext("/api/pool", exchange -> answer(exchange, "application/json", POOL));
    endpoint.start();
    return endpoint;
  }

  private static String profile(int port) {
    return """
    models:
      tiny:
        name: "an endpoint of the training"
        role: tiny
        engine: remote
        protocol: openai
        remote_model: training
        base_url: "http://127.0.0.1:%d/v1"
      tiny_vl:
        name: "a model in files, which the proof at the start reads"
        role: vision
        gguf_file: "tiny-vl.gguf"
        mmproj_file: "tiny-vl-mmproj.gguf"
        source:
          bundled: "models/tiny-vl.gguf"
          size: 1762272
          sha256: "62221204fc3a0bfa777251c21f8155f3033b9fed99dffc906d32f1eed9f3d96c"
        mmproj_source:
          bundled: "models/tiny-vl-mmproj.gguf"
          size: 2921248
          sha256: "7707a496df55266ef9bc0a92a98183904488db6d436f349467a7ff9d3dfc49c6"
    """
        .formatted(port);
  }

  private static void answer(HttpExchange exchange, String type, String body) throws IOException {
    try (exchange;
        OutputStream out = exchange.getResponseBody()) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, 0);
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static URI announced(Path data) throws IOException, InterruptedException {
    for (int i = 0; i < ANNOUNCED_WITHIN; i++) {
      Optional<ServerAddress> server = ServerAddress.find(data);
      if (server.isPresent()) {
        return server.get().address();
      }
      Thread.sleep(STEP);
    }
    throw new IOException("the server of the training did not start");
  }

  private static void requests(URI server) throws IOException {
    String chat = "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",%s}]}";
    String question = "\"content\":\"%s\"".formatted(QUESTION);
    for (int i = 0; i < ROUNDS; i++) {
      for (String path : List.of("/health", "/v1/models", "/api/pool")) {
        send(server.resolve(path), null);
      }
      URI chats = server.resolve("/v1/chat/completions");
      send(chats, chat.formatted("sarai", "false", question));
      send(chats, chat.formatted("tiny", "true", question));
    }
  }

  private static void send(URI address, @Nullable String body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    if (body != null) {
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", "application/json");
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
    }
    if (connection.getResponseCode() != 200) {
      throw new IOException("%s answered %d".formatted(address, connection.getResponseCode()));
    }
    try (InputStream in = connection.getInputStream()) {
      in.readAllBytes();
    }
  }
}
