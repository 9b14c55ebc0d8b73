package sarai.store.program;

import java.nio.file.Path;
import java.util.List;
import sarai.store.Program;

/// How a program that lies in one folder is started, wherever that folder is. Immutable.
///
/// @param command program and first arguments; `{root}` stands for the folder
/// @param workingFolder relative to the folder
/// @param source where it came from, for people
record Unpacked(List<String> command, String workingFolder, String source) {
  static final String ROOT = "{root}";

  Unpacked {
    command = List.copyOf(command);
  }

  /// One executable, started in its own folder.
  static Unpacked executable(Path root, Path executable, String source) {
    String relative = root.relativize(executable).toString();
    Path folder = Path.of(relative).getParent();
    return new Unpacked(
        List.of(ROOT + "/" + relative), folder == null ? "" : folder.toString(), source);
  }

  Program in(Path root, String version) {
    return new Program(
        command.stream().map(word -> word.replace(ROOT, root.toString())).toList(),
        root.resolve(workingFolder),
        version);
  }
}
