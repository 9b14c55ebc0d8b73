package sarai.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How a child is tied to our life, so that it ends even when we are killed. Two ways, used
/// together where both exist:
///
/// - A watchdog shell starts a background reader of the pipe that is its standard input, then
///   replaces itself by the child, which keeps its pid. When our end of the pipe closes, the reader
///   kills that pid. A line means that the child ended by itself, and the reader leaves: the pid
///   may by then be another's. The input is duplicated first, since dash gives background jobs
///   `/dev/null`.
/// - `setpriv --pdeathsig KILL`: the kernel kills the child when the *thread* that forked it ends,
///   so that thread must never end.
///
/// @param shell the POSIX shell, or null where there is none
/// @param setpriv a `setpriv` that knows `--pdeathsig`, or null
record LifeLine(@Nullable Path shell, @Nullable Path setpriv) {
  private static final String WATCHDOG =
      "exec 3<&0; (read -r _ <&3 || kill -9 $$) </dev/null >/dev/null 2>&1 & exec 3<&-;"
          + " exec \"$@\" </dev/null";

  static final LifeLine NONE = new LifeLine(null, null);

  /// What this machine has. Tries `setpriv` once, which takes some milliseconds.
  static LifeLine detect() throws InterruptedException {
    Path shell = Path.of("/bin/sh");
    Path setpriv = onPath("setpriv");
    return new LifeLine(
        Files.isExecutable(shell) ? shell : null,
        setpriv != null && knowsDeathSignal(setpriv) ? setpriv : null);
  }

  private static @Nullable Path onPath(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path file = Path.of(folder, program);
      if (!folder.isEmpty() && Files.isExecutable(file)) {
        return file;
      }
    }
    return null;
  }

  private static boolean knowsDeathSignal(Path setpriv) throws InterruptedException {
    try {
      Process trial =
          new ProcessBuilder(setpriv.toString(), "--pdeathsig", "KILL", "true")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = trial.waitFor(2, TimeUnit.SECONDS);
      trial.destroyForcibly();
      return ended && trial.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// The command line that runs `command` tied to us.
  List<String> tie(List<String> command) {
    List<String> tied = new ArrayList<>();
    if (shell != null) {
      tied.addAll(List.of(shell.toString(), "-c", WATCHDOG, "sarai-watchdog"));
    }
    if (setpriv != null) {
      tied.addAll(List.of(setpriv.toString(), "--pdeathsig", "KILL"));
    }
    tied.addAll(command);
    return tied;
  }

  /// Whether a shell watches, on the pipe that is its standard input.
  boolean canWatch() {
    return shell != null;
  }
}
