package sarai.engine.whisper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import sarai.store.fetch.Folders;

/// A folder of a worker's own, for its native libraries and the graphs it loads. It is named by the
/// process that owns the worker, so that what a killed one left can be told. Thread-safe.
final class WorkerFolder {
  private static final System.Logger LOG = System.getLogger(WorkerFolder.class.getName());
  private static final Pattern NAME = Pattern.compile("of-(\\d{1,18})-\\d+");

  private final Path path;

  private WorkerFolder(Path path) {
    this.path = path;
  }

  /// Makes one, and removes those whose owner is gone.
  ///
  /// @param root in which all are; made when it is absent
  static WorkerFolder create(Path root) throws IOException {
    Files.createDirectories(root);
    abandoned(root).forEach(folder -> new WorkerFolder(folder).delete());
    String owner = "of-" + ProcessHandle.current().pid() + "-";
    return new WorkerFolder(Files.createTempDirectory(root.toAbsolutePath(), owner));
  }

  private static List<Path> abandoned(Path root) throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      return folders.filter(WorkerFolder::isAbandoned).toList();
    }
  }

  private static boolean isAbandoned(Path folder) {
    Matcher name = NAME.matcher(String.valueOf(folder.getFileName()));
    return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }

  Path path() {
    return path;
  }

  void delete() {
    try {
      Folders.delete(path);
    } catch (IOException | UncheckedIOException e) {
      LOG.log(System.Logger.Level.WARNING, "files of a speech worker stay in " + path, e);
    }
  }
}
