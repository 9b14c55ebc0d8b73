package sarai.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The engine without us: the same command line as a child of ours (read from `/proc`, Linux only),
/// on a port and with a key of its own. Ended on close.
///
/// @param readyNanos from starting the command to `/health` answering 200
record BareEngine(Process process, int port, long readyNanos) implements AutoCloseable {
  private static final String KEY = "bench";

  /// How a running engine was started.
  record Recipe(List<String> command, File folder) {
    Recipe {
      command = List.copyOf(command);
    }

    static Recipe of(long pid) throws IOException {
      Path proc = Path.of("/proc", Long.toString(pid));
      if (!Files.isReadable(proc.resolve("cmdline"))) {
        throw new IOException("the bare engine's command is read from " + proc + ", not there");
      }
      List<String> command = List.of(Files.readString(proc.resolve("cmdline")).split("\0"));
      return new Recipe(command, proc.resolve("cwd").toRealPath().toFile());
    }

    List<String> onPort(int port) {
      List<String> own = new ArrayList<>(command);
      own.set(own.indexOf("--port") + 1, Integer.toString(port));
      return own;
    }
  }

  static BareEngine start(Recipe recipe, Bed bed) throws IOException, InterruptedException {
    int port = freePort();
    ProcessBuilder builder = new ProcessBuilder(recipe.onPort(port)).directory(recipe.folder());
    builder.environment().put("LLAMA_API_KEY", KEY);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    long start = System.nanoTime();
    Process process = builder.start();
    long deadline = start + bed.patience().toNanos();
    while (!healthy(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException("the bare engine is not ready after " + bed.patience());
      }
      Thread.sleep(2);
    }
    return new BareEngine(process, port, System.nanoTime() - start);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static boolean healthy(int port) {
    try (Wire wire = new Wire(port, KEY)) {
      return wire.get("/health").status() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  Wire wire() {
    return new Wire(port, KEY);
  }

  @Override
  public void close() {
    SaraiServer.end(process);
  }
}
