package sarai.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sarai.store.Program;
import sarai.testing.RealEngine;

/// A `sarai` of its own process, as the launcher starts it. What it leaves running is ended.
public final class RealServe implements AutoCloseable {
  private final Process process;
  private final URI address;

  private RealServe(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /// A server on a free port whose models are the ones of this repository.
  ///
  /// @param data its data folder, empty or not
  public static RealServe start(Program llamaServer, Path data) throws IOException {
    return start(data, command(script(llamaServer, data).toString(), data, "serve", "--port", "0"));
  }

  /// The same with a profile of the caller's.
  ///
  /// @param change makes it from the one of this repository's models
  static RealServe start(Program llamaServer, Path data, UnaryOperator<String> change)
      throws IOException {
    ProcessBuilder serve =
        command(script(llamaServer, data).toString(), data, "serve", "--port", "0");
    Path profile = profile(data);
    Files.writeString(profile, change.apply(Files.readString(profile)));
    return start(data, serve);
  }

  private static RealServe start(Path data, ProcessBuilder serve) throws IOException {
    Process process = serve.redirectError(data.resolve("serve.err").toFile()).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith("listening on ")) {
      process.destroyForcibly();
      throw new IOException(line + ": " + Files.readString(data.resolve("serve.err")));
    }
    return new RealServe(process, URI.create(line.substring("listening on ".length())));
  }

  /// One file that starts the program, whatever must stand before its arguments.
  private static Path script(Program program, Path data) throws IOException {
    Files.createDirectories(data);
    String text =
        "#!/bin/sh\ncd '%s' && exec '%s' \"$@\"\n"
            .formatted(program.workingFolder(), String.join("' '", program.command()));
    Path script = Files.writeString(data.resolve("llama-server.sh"), text);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  /// A command of the program with the profile of these tests.
  ///
  /// @param llamaServer path of the program; need not exist
  static ProcessBuilder command(String llamaServer, Path data, String... arguments)
      throws IOException {
    Files.createDirectories(data);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx384m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dstdout.encoding=UTF-8"));
    command.add("-Dsarai.root=" + RealEngine.repository(""));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "sarai.Main"));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SARAI_DATA", data.toString());
    builder.environment().put("SARAI_PROFILE", profile(data).toString());
    builder.environment().put("SARAI_LLAMA_SERVER", llamaServer);
    builder.environment().put("LANG", "en_US.UTF-8");
    return builder;
  }

  private static Path profile(Path data) throws IOException {
    Path file = data.resolve("tiny-models.yaml");
    try (var in = RealServe.class.getResourceAsStream("/sarai/http/tiny-models.yaml")) {
      Files.write(file, Objects.requireNonNull(in).readAllBytes());
    }
    add(file, "whisper", "role: speech, engine: whisper", System.getenv("SARAI_TEST_SPEECH"));
    add(
        file,
        "small",
        "role: tiny, engine: llama, languages: [en]",
        System.getenv("SARAI_TEST_GGUF"));
    return file;
  }

  /// A model that `./sarai test` fetched, where it did.
  private static void add(Path profile, String id, String keys, @Nullable String weights)
      throws IOException {
    if (weights != null) {
      Files.writeString(
          profile,
          "  %s: { name: %s, %s, gguf_file: \"%s\" }\n".formatted(id, id, keys, weights),
          StandardOpenOption.APPEND);
    }
  }

  public URI address() {
    return address;
  }

  Process process() {
    return process;
  }

  /// The engines that it started and that are alive.
  List<ProcessHandle> engines() {
    return process.descendants().toList();
  }

  /// Asks about a picture without streaming; the whole response body.
  String look(String picture, String question) throws IOException, InterruptedException {
    return look(picture, question, "");
  }

  /// The same asked by somebody, whose answers are kept.
  String lookAs(String user, String picture, String question)
      throws IOException, InterruptedException {
    return look(picture, question, "\"user\": \"%s\",".formatted(user));
  }

  private String look(String picture, String question, String fields)
      throws IOException, InterruptedException {
    byte[] png = Files.readAllBytes(RealEngine.repository(picture));
    return chat(
        """
        {%s "max_tokens": 40, "temperature": 0, "messages": [{"role": "user", "content": [
          {"type": "text", "text": "%s"},
          {"type": "image_url", "image_url": {"url": "data:image/png;base64,%s"}}]}]}
        """
            .formatted(fields, question, Base64.getEncoder().encodeToString(png)));
  }

  /// Asks without streaming; the whole response body.
  public String chat(String body) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(address.resolve("/v1/chat/completions"))
              .timeout(Duration.ofMinutes(5))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /// What the server tells at a path.
  public String get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(address.resolve(path)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> engines = engines();
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      engines.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
