package sarai.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How to start a child, which reads nothing and whose output is logged. Immutable.
///
/// @param name names its log file and its place in error messages; letters, digits, `.`, `_`, `-`
/// @param command the program and its arguments
/// @param folder working folder
/// @param environment added to ours
public record ChildCommand(
    String name, List<String> command, Path folder, Map<String, String> environment) {

  public ChildCommand {
    if (!name.matches("[\\p{Alnum}._-]{1,128}")) {
      throw new IllegalArgumentException("'" + name + "' cannot name a log file");
    }
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
