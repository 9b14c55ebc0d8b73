package sarai.process;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// A parent to be killed: starts a child, prints its pid, and waits for ever.
final class ParentProgram {
  private ParentProgram() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    LifeLine lifeLine =
        switch (arguments[1]) {
          case "detected" -> LifeLine.detect();
          case "watchdog" -> new LifeLine(Path.of("/bin/sh"), null);
          default -> LifeLine.NONE;
        };
    ChildLauncher launcher =
        new ChildLauncher(
            folder.resolve("logs"), new OrphanLedger(folder.resolve("children")), lifeLine);
    List<String> command = List.of("sleep", "60");
    long pid =
        arguments[2].equals("spawned")
            ? launcher.spawn(new ProcessBuilder(command)).pid()
            : launcher.start(new ChildCommand("orphan", command, folder, Map.of()), _ -> {}).pid();
    new PrintStream(System.out, true, StandardCharsets.UTF_8).println(pid);
    new CountDownLatch(1).await();
  }
}
