package sarai.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.store.Program;

/// Finds the real `llama-server` and files of this repository, or skips the test with the way to
/// get them.
public final class RealEngine {
  private RealEngine() {}

  /// From `SARAI_LLAMA_SERVER`, else the path.
  public static Program llamaServer() {
    Path found = find();
    assumeTrue(found != null, "no llama-server: run ./sarai pull, or set SARAI_LLAMA_SERVER");
    Path program = Objects.requireNonNull(found);
    return new Program(
        List.of(program.toString()), Path.of("").toAbsolutePath(), "found for tests");
  }

  private static @Nullable Path find() {
    String named = System.getenv("SARAI_LLAMA_SERVER");
    Stream<Path> onPath =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, "llama-server"));
    return Stream.concat(Stream.ofNullable(named).map(Path::of), onPath)
        .map(Path::toAbsolutePath)
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /// A file of this repository.
  public static Path repository(String path) {
    return Path.of(System.getProperty("sarai.root", ".."))
        .resolve(path)
        .toAbsolutePath()
        .normalize();
  }
}
