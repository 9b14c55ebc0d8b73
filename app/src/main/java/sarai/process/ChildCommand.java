package sarai.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How to start a child. Immutable.
///
/// @param name names its log file and its place in error messages; letters, digits, `.`, `_`, `-`
/// @param command the program and its arguments
/// @param folder working folder
/// @param environment added to ours
/// @param wiring what its standard streams are for
public record ChildCommand(
    String name,
    List<String> command,
    Path folder,
    Map<String, String> environment,
    Wiring wiring) {

  /// What a child's standard streams are for.
  public enum Wiring {
    /// It reads nothing; what it writes is logged. A watchdog ends it when we are gone.
    LOGGED,
    /// Its standard input and output are the caller's, only its errors are logged. It must end by
    /// itself when its input ends, which is how it learns that we are gone.
    PIPED
  }

  public ChildCommand {
    if (!name.matches("[\\p{Alnum}._-]{1,128}")) {
      throw new IllegalArgumentException("'" + name + "' cannot name a log file");
    }
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /// A child whose output is logged, with our environment.
  public static ChildCommand logged(String name, List<String> command, Path folder) {
    return new ChildCommand(name, command, folder, Map.of(), Wiring.LOGGED);
  }
}
