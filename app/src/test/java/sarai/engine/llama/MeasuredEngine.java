package sarai.engine.llama;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A real engine process whose memory is read from `/proc`.
final class MeasuredEngine implements AutoCloseable {
  private final Process process;
  private final int port;

  private MeasuredEngine(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static MeasuredEngine start(
      String program, Path model, @Nullable Path projector, LlamaArguments arguments)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> command =
        new ArrayList<>(List.of(program, "--model", model.toString(), "--host", "127.0.0.1"));
    command.addAll(List.of("--port", "" + port, "--cache-ram", "0", "--threads", "2"));
    command.addAll(List.of("--ubatch-size", "" + arguments.microBatch()));
    command.addAll(List.of("--parallel", "" + arguments.parallel()));
    command.addAll(List.of("--ctx-size", "" + arguments.context() * arguments.parallel()));
    command.addAll(List.of("--cache-type-k", arguments.keyType()));
    command.addAll(List.of("--cache-type-v", arguments.valueType()));
    if (projector != null) {
      command.addAll(List.of("--mmproj", projector.toString()));
    }
    switch (arguments.loadMode()) {
      case MAPPED_REPACKED -> {}
      case MAPPED -> command.add("--no-repack");
      case READ -> command.addAll(List.of("--load-mode", "none"));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    MeasuredEngine engine = new MeasuredEngine(process, port);
    engine.awaitReady();
    return engine;
  }

  /// Sends a JSON body and waits for the whole answer.
  void post(String path, String body) throws IOException {
    HttpURLConnection connection = connection(path);
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    try (var in = connection.getInputStream()) {
      in.readAllBytes();
    }
  }

  /// Bytes by a line's name, such as `Pss` or `Anonymous` in `smaps_rollup`, `VmHWM` in `status`.
  long memory(String file, String name) throws IOException {
    String text = Files.readString(Path.of("/proc", "" + process.pid(), file));
    Matcher match = Pattern.compile("(?m)^" + name + ":\\s+(\\d+) kB").matcher(text);
    if (!match.find()) {
      throw new IOException("no " + name + " in " + file);
    }
    return Long.parseLong(match.group(1)) * 1024;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private void awaitReady() throws IOException, InterruptedException {
    for (int i = 0; i < 6000; i++) {
      if (process.waitFor(25, TimeUnit.MILLISECONDS)) {
        throw new IOException("the engine ended with " + process.exitValue());
      }
      if (healthy()) {
        return;
      }
    }
    close();
    throw new IOException("the engine did not become ready");
  }

  private boolean healthy() {
    try {
      return connection("/health").getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpURLConnection connection(String path) throws IOException {
    return (HttpURLConnection)
        URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
