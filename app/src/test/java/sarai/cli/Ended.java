package sarai.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How a command ended that ran as a process of its own, and what it wrote.
record Ended(int code, String out, String err) {
  /// Runs it beside a server that is announced in its data folder, where no model is installed:
  /// only the server can have answered.
  static Ended beside(URI server, Path data, List<String> command)
      throws IOException, InterruptedException {
    new ServerAddress(server, ProcessHandle.current().pid()).announce(data);
    Path err = data.resolve("err.txt");
    Process process =
        RealServe.command("/nowhere/llama-server", data, command.toArray(String[]::new))
            .redirectError(err.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out, Files.readString(err));
  }
}
