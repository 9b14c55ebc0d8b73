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
import org.jspecify.annotations.Nullable;
import sarai.cli.Cli;
import sarai.cli.ServerAddress;

/// What the launcher runs once after a build while Java watches, so that later starts find classes
/// loaded and linked and methods profiled (docs/adr/0101): the real `serve`, with requests, then
/// `ps`, and what reads a full profile. The model behind the requests is an endpoint in this
/// process; no engine and no weights are needed.
///
/// Argument: an empty folder for its files.
final class AotTraining {
  private static final int ROUNDS = 120;
  private static final int ANNOUNCED_WITHIN = 600;
  private static final Duration STEP = Duration.ofMillis(100);
  private static final String ANSWER =
      """
      data: {"model":"training","choices":[{"index":0,"delta":{"role":"assistant","content":"one"}}]}

      data: {"model":"training","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

      data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}

      data: [DONE]

      """;

  private AotTraining() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path data = Path.of(arguments[0]).toAbsolutePath();
    HttpServer endpoint =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext("/", AotTraining::answer);
    endpoint.start();
    Path profile = data.resolve("training.yaml");
    Files.writeString(profile, profile(endpoint.getAddress().getPort()));
    String[] serve = {
      "serve", "--port", "0", "--profile", profile.toString(), "--data", data.toString()
    };
    Thread.ofPlatform().daemon().name("serve").start(() -> Main.main(serve));
    requests(announced(data));
    Path root = Path.of(System.getProperty("sarai.root", "."));
    String mirror = root.resolve("profiles/mirror.yaml").toString();
    try (Main program = new Main(Map.of(), root)) {
      for (String command : List.of("ps", "models", "plan")) {
        String[] line = {command, "--profile", mirror, "--data", data.toString()};
        Cli.run(program, line, System.getenv());
      }
    }
    System.exit(0);
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
    """
        .formatted(port);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        OutputStream out = exchange.getResponseBody()) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      out.write(ANSWER.getBytes(StandardCharsets.UTF_8));
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
    String question = "\"content\":\"¿Qué es un agujero negro?\"";
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
