package sarai.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.config.DataFolder;
import sarai.store.Program;
import sarai.store.StoreException;
import sarai.store.fetch.Fetching;
import sarai.store.program.Platform;
import sarai.store.program.ProgramInstall;

/// Finds the real `llama-server` and files of this repository, or skips the test with the way to
/// get them.
public final class RealEngine {
  private RealEngine() {}

  /// From `SARAI_LLAMA_SERVER`, else the data folder, else the path.
  public static Program llamaServer() {
    Program installed = System.getenv("SARAI_LLAMA_SERVER") == null ? installed() : null;
    if (installed != null) {
      return installed;
    }
    Path found = find();
    assumeTrue(found != null, "no llama-server: run ./sarai pull, or set SARAI_LLAMA_SERVER");
    Path program = Objects.requireNonNull(found);
    return new Program(
        List.of(program.toString()), Path.of("").toAbsolutePath(), "found for tests");
  }

  /// The one that `pull` installed.
  public static @Nullable Program installed() {
    Map<String, String> environment = System.getenv();
    Path data =
        DataFolder.locate(
            Optional.ofNullable(System.getProperty("SARAI_DATA")).map(Path::of),
            environment,
            System.getProperty("os.name", ""),
            Path.of(System.getProperty("user.home", ".")));
    Fetching offline = Fetching.from(environment, /* offline= */ true, ProcessBuilder::start);
    try {
      return ProgramInstall.llamaServer(data, offline, Platform.current()).installed().orElse(null);
    } catch (StoreException _) {
      return null;
    }
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
