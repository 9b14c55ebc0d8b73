package sarai.process;

import java.io.IOException;

/// Starts programs that read nothing: a converter, a client, a probe.
@FunctionalInterface
public interface Spawner {
  /// Starts one. Its output and errors are the caller's to read, who also ends it; its input is not
  /// to be touched or redirected.
  ///
  /// @param builder used up by this
  /// @throws IOException when the program cannot be started
  Process spawn(ProcessBuilder builder) throws IOException, InterruptedException;
}
