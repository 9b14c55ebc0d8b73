package sarai.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/// Where a command runs.
///
/// @param environment variables of the process
/// @param folder relative paths start here
/// @param terminal whether a person watches
record Shell(
    Application program,
    Map<String, String> environment,
    Path folder,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Messages messages) {
  Shell {
    environment = Map.copyOf(environment);
  }

  /// Prints a line for people, in their language.
  void say(String key, Object... values) {
    out.println(messages.text(key, values));
  }

  /// Prints a line beside the result.
  void tell(String key, Object... values) {
    err.println(messages.text(key, values));
  }
}
