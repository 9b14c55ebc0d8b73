package sarai.store;

import java.nio.file.Path;
import java.util.List;

/// How to start an installed program. Immutable.
///
/// @param command the program and the arguments that come before its own, absolute paths
/// @param workingFolder folder that it must be started in
/// @param version what it calls itself
public record Program(List<String> command, Path workingFolder, String version) {
  public Program {
    command = List.copyOf(command);
  }
}
