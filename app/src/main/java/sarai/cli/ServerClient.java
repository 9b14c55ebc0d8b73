package sarai.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.ChatSink;
import sarai.chat.Usage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Talks to a running server. `HttpURLConnection`, because it starts fastest (ADR 0020).
final class ServerClient {
  private static final int CONNECT_MILLIS = 2000;

  private final URI server;
  private final @Nullable String apiKey;
  private final ObjectMapper json = new JsonMapper();

  /// @param apiKey sent as a bearer token; null for none
  ServerClient(URI server, @Nullable String apiKey) {
    this.server = server;
    this.apiKey = apiKey;
  }

  JsonNode get(String path) throws IOException, CommandException {
    return answer(open("GET", path));
  }

  JsonNode post(String path, ObjectNode body) throws IOException, CommandException {
    HttpURLConnection connection = open("POST", path);
    send(connection, body);
    return answer(connection);
  }

  HttpURLConnection open(String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) server.resolve(path).toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setRequestMethod(method);
    if (apiKey != null) {
      connection.setRequestProperty("Authorization", "Bearer " + apiKey);
    }
    return connection;
  }

  private void send(HttpURLConnection connection, ObjectNode body) throws IOException {
    byte[] bytes = json.writeValueAsBytes(body);
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(bytes.length);
    connection.setRequestProperty("Content-Type", "application/json");
    try (OutputStream out = connection.getOutputStream()) {
      out.write(bytes);
    }
  }

  private JsonNode answer(HttpURLConnection connection) throws IOException, CommandException {
    requireSuccess(connection);
    try (InputStream in = connection.getInputStream()) {
      return json.readTree(in);
    }
  }

  void requireSuccess(HttpURLConnection connection) throws IOException, CommandException {
    int status = connection.getResponseCode();
    if (status >= 400) {
      JsonNode error = error(connection);
      throw new CommandException(
          code(status),
          error.path("message").asString("the server answered " + status),
          error.path("code").asString(""));
    }
  }

  private JsonNode error(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getErrorStream()) {
      return in == null ? json.missingNode() : json.readTree(in).path("error");
    } catch (JacksonException _) {
      return json.missingNode();
    }
  }

  /// What a stream ended with after it had begun, when there is no status any more.
  static CommandException failure(JsonNode error) {
    ExitCode code =
        switch (error.path("type").asString("")) {
          case "invalid_request_error" -> ExitCode.REFUSED_INPUT;
          case "not_found_error" -> ExitCode.NOT_FOUND;
          case "rate_limit_error", "unavailable_error" -> ExitCode.FAILED;
          default -> ExitCode.ENGINE_FAILED;
        };
    return new CommandException(
        code, error.path("message").asString("it failed"), error.path("code").asString(""));
  }

  private static ExitCode code(int status) {
    return switch (status) {
      case 400, 413, 415 -> ExitCode.REFUSED_INPUT;
      case 404 -> ExitCode.NOT_FOUND;
      case 409 -> ExitCode.DOES_NOT_FIT;
      case 502 -> ExitCode.ENGINE_FAILED;
      default -> ExitCode.FAILED;
    };
  }

  /// Sends a chat completion and tells its events as they come, what was heard among them.
  ///
  /// @param language what the reader reads, ISO 639-1
  void chat(ObjectNode body, String language, ChatSink sink) throws IOException, CommandException {
    body.put("stream", true);
    body.putObject("stream_options").put("include_usage", true).put("sarai_events", true);
    HttpURLConnection connection = open("POST", "/v1/chat/completions");
    connection.setRequestProperty("Accept-Language", language);
    send(connection, body);
    requireSuccess(connection);
    sink.accept(
        new ChatEvent.Routed(
            header(connection, "x-sarai-run-id"),
            header(connection, "x-sarai-route"),
            header(connection, "x-sarai-model"),
            ""));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      new Chunks(sink).read(lines);
    }
  }

  private static String header(HttpURLConnection connection, String name) {
    String value = connection.getHeaderField(name);
    return value == null ? "" : value;
  }

  /// Reads the chunks of one answer.
  private final class Chunks {
    private final ChatSink sink;
    private String model = "";
    private String finish = "stop";
    private Usage usage = Usage.NONE;

    Chunks(ChatSink sink) {
      this.sink = sink;
    }

    void read(BufferedReader lines) throws IOException, CommandException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("data: [DONE]")) {
          sink.accept(new ChatEvent.Done(finish, usage));
          return;
        }
        if (line.startsWith("data: ")) {
          event(json.readTree(line.substring("data: ".length())));
        }
      }
      throw new CommandException(ExitCode.ENGINE_FAILED, "the server broke off its answer");
    }

    private void event(JsonNode event) throws IOException, CommandException {
      if (event.has("error")) {
        throw failure(event.path("error"));
      }
      if (!event.has("type")) {
        chunk(event);
      } else if (event.path("type").asString("").equals("heard")) {
        sink.accept(
            new ChatEvent.Progress.Heard(
                event.path("model").asString(""),
                event.path("language").asString(""),
                event.path("text").asString("")));
      }
    }

    private void chunk(JsonNode chunk) throws IOException {
      String answering = chunk.path("model").asString("");
      if (!answering.equals(model)) {
        model = answering;
        sink.accept(new ChatEvent.Answering(model));
      }
      JsonNode choice = chunk.path("choices").path(0);
      String text = choice.path("delta").path("content").asString("");
      if (!text.isEmpty()) {
        sink.accept(new ChatEvent.Delta(text));
      }
      finish = choice.path("finish_reason").asString(finish);
      JsonNode tokens = chunk.path("usage");
      if (tokens.isObject()) {
        usage =
            new Usage(
                tokens.path("prompt_tokens").asInt(0),
                tokens.path("completion_tokens").asInt(0),
                tokens.path("prompt_tokens_details").path("cached_tokens").asInt(0));
      }
    }
  }

  /// The key that clients of this machine send: as the server's own configuration says.
  static @Nullable String key(Map<String, String> environment) {
    String key = environment.getOrDefault("SARAI_SERVER_API_KEY", "");
    return key.isEmpty() ? null : key;
  }
}
