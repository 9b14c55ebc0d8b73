package sarai.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sarai.agent.Heard;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Transcription;
import sarai.media.VoiceActivity;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Has a running server write sounds down: its model is loaded once, within its budget.
final class ServerHearing {
  /// Why a server refuses a file that another listener may take, as [CommandException#reason].
  static final String TOO_LARGE = "body_too_large";

  private static final String BROKEN = "the server broke off its answer";
  private static final int CHUNK_BYTES = 64 << 10;

  private final ServerClient server;
  private final ObjectMapper json = new JsonMapper();

  ServerHearing(ServerClient server) {
    this.server = server;
  }

  /// @param language ISO 639-1; null to have it found
  /// @param partial told each segment as soon as the server knows it
  /// @throws CommandException when the server refuses
  Heard hear(Path file, @Nullable String language, Consumer<Segment> partial)
      throws IOException, CommandException {
    HttpURLConnection connection = server.open("POST", "/v1/audio/transcriptions");
    send(connection, file, language);
    server.requireSuccess(connection);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      return read(lines, partial);
    } catch (JacksonException e) {
      throw new CommandException(ExitCode.ENGINE_FAILED, BROKEN, e);
    }
  }

  private static void send(HttpURLConnection connection, Path file, @Nullable String language)
      throws IOException {
    String boundary = UUID.randomUUID().toString();
    connection.setDoOutput(true);
    connection.setChunkedStreamingMode(CHUNK_BYTES);
    connection.setRequestProperty("Content-Type", "multipart/form-data; boundary=" + boundary);
    try (OutputStream out = connection.getOutputStream()) {
      field(out, boundary, "stream", "true");
      if (language != null) {
        field(out, boundary, "language", language);
      }
      write(
          out,
          "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"sound\"\r\n\r\n"
              .formatted(boundary));
      Files.copy(file, out);
      write(out, "\r\n--%s--\r\n".formatted(boundary));
    }
  }

  private static void field(OutputStream out, String boundary, String name, String value)
      throws IOException {
    write(
        out,
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
            .formatted(boundary, name, value));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private Heard read(BufferedReader lines, Consumer<Segment> partial)
      throws IOException, CommandException {
    List<Segment> segments = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data: {")) {
        JsonNode event = json.readTree(line.substring("data: ".length()));
        if (event.has("error")) {
          throw ServerClient.failure(event.path("error"));
        }
        if (event.path("type").asString("").equals("transcript.text.done")) {
          return heard(event, segments);
        }
        segments.add(segment(event));
        partial.accept(segments.getLast());
      }
    }
    throw new CommandException(ExitCode.ENGINE_FAILED, BROKEN);
  }

  private static Segment segment(JsonNode event) {
    return new Segment(
        event.path("start").asDouble(0),
        event.path("end").asDouble(0),
        event.path("delta").asString("").strip());
  }

  private static Heard heard(JsonNode done, List<Segment> segments) {
    String reason = text(done, "reason");
    Transcription said =
        new Transcription(
            text(done, "language"),
            done.path("duration").asDouble(0),
            segments,
            reason == null ? null : VoiceActivity.Reason.valueOf(reason.toUpperCase(Locale.ROOT)));
    return new Heard(text(done, "model"), List.of(said), null, List.of());
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isString() ? value.stringValue() : null;
  }
}
