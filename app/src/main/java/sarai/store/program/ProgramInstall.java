package sarai.store.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sarai.process.Spawner;
import sarai.store.Program;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.AtomicFile;
import sarai.store.fetch.Command;
import sarai.store.fetch.Fetching;
import sarai.store.fetch.Folders;
import sarai.store.fetch.Pause;
import sarai.store.fetch.SingleFlight;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Finds a program on this machine, or installs it under the data folder from the first source that
/// works. Thread-safe; several processes may share one data folder.
public final class ProgramInstall {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String LAYOUT = "installed.json";

  private final ProgramKind kind;
  private final Path home;
  private final Map<String, String> environment;
  private final Pause pause;
  private final Spawner spawner;
  private final List<ProgramSource> sources;

  ProgramInstall(
      ProgramKind kind, Path dataFolder, Fetching fetching, List<ProgramSource> sources) {
    this.kind = kind;
    this.home = dataFolder.toAbsolutePath().resolve("engines").resolve(kind.name());
    this.environment = fetching.environment();
    this.pause = fetching.pause();
    this.spawner = fetching.spawner();
    this.sources = List.copyOf(sources);
  }

  /// llama-server: releases of ggml-org/llama.cpp, else Debian packages unpacked privately.
  public static ProgramInstall llamaServer(Path dataFolder, Fetching fetching, Platform platform) {
    return new ProgramInstall(
        ProgramKind.LLAMA_SERVER,
        dataFolder,
        fetching,
        List.of(
            ReleaseSource.llamaServer(fetching, platform),
            DebianSource.system(fetching, platform)));
  }

  /// FFmpeg: the static builds of BtbN/FFmpeg-Builds, else the one inside a Python package.
  public static ProgramInstall ffmpeg(Path dataFolder, Fetching fetching, Platform platform) {
    return new ProgramInstall(
        ProgramKind.FFMPEG,
        dataFolder,
        fetching,
        List.of(ReleaseSource.ffmpeg(fetching, platform), new WheelSource(fetching, platform)));
  }

  /// The name of its executable.
  public String name() {
    return kind.name();
  }

  /// Looks for it: the configured path, the environment variable, the search path, the installed
  /// one. What is found is run once for its version.
  ///
  /// @param configured path from the configuration, or null for automatic
  /// @throws StoreException when a path was named and is not the program: a wish that cannot be met
  ///   is not passed over
  public Optional<Program> find(@Nullable String configured)
      throws StoreException, InterruptedException {
    String named = configured == null ? environment.get(kind.variable()) : configured;
    if (named != null && !named.isBlank()) {
      return Optional.of(named(named, configured == null ? kind.variable() : "the configuration"));
    }
    Optional<Program> onPath = onSearchPath();
    return onPath.isPresent() ? onPath : installed();
  }

  /// The one that was installed under the data folder.
  public Optional<Program> installed() throws StoreException {
    Path file = home.resolve(LAYOUT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Installed installed = JSON.readValue(Files.readString(file), Installed.class);
      Path root = home.resolve(installed.folder());
      return Files.isDirectory(root)
          ? Optional.of(installed.layout().in(root, installed.version()))
          : Optional.empty();
    } catch (IOException e) {
      throw new StoreException.FolderFailed(file.toString(), e);
    } catch (JacksonException e) {
      throw new StoreException.Unusable(file + " is damaged: delete it and install again", e);
    }
  }

  /// What a llama-server that was found can do; runs it once.
  public LlamaFeatures features(Program llamaServer) throws StoreException, InterruptedException {
    return LlamaFeatures.read(ProgramKind.output(llamaServer, "--help", spawner));
  }

  /// Installs it unless it is installed already: fetch, unpack, run for its version, rename. One
  /// process at a time.
  public Program install(StoreProgress progress) throws StoreException, InterruptedException {
    try (SingleFlight _ =
        SingleFlight.enter(
            home.resolve("install.lock"),
            pause,
            () -> progress.on(new StoreEvent.Working(kind.name(), "waiting")))) {
      Optional<Program> here = installed();
      return here.isPresent() ? here.get() : installFromFirst(progress);
    } catch (IOException e) {
      throw new StoreException.FolderFailed(home.toString(), e);
    }
  }

  private record Installed(String folder, String version, Unpacked layout) {}

  private Program named(String path, String by) throws StoreException, InterruptedException {
    Path file = Path.of(path).toAbsolutePath();
    if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
      throw new StoreException.NotFound(
          "%s names %s, which is no executable file".formatted(by, file));
    }
    return kind.verified(program(file), spawner);
  }

  private Optional<Program> onSearchPath() throws InterruptedException {
    Optional<Path> file = Command.find(kind.name(), environment);
    try {
      return file.isPresent()
          ? Optional.of(kind.verified(program(file.get()), spawner))
          : Optional.empty();
    } catch (StoreException notUsable) {
      return Optional.empty();
    }
  }

  private static Program program(Path file) {
    return new Program(List.of(file.toString()), Folders.parent(file), "");
  }

  private Program installFromFirst(StoreProgress progress)
      throws IOException, StoreException, InterruptedException {
    List<StoreException> refusals = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      ProgramSource source = sources.get(i);
      try {
        return install(source, progress);
      } catch (StoreException.DiskFull e) {
        throw e;
      } catch (StoreException e) {
        refusals.add(e);
        String next = i + 1 < sources.size() ? sources.get(i + 1).label() : null;
        progress.on(new StoreEvent.Refused(kind.name(), source.label(), "" + e.getMessage(), next));
      }
    }
    throw new StoreException.NoSource(
        "%s (or install it yourself and set %s)".formatted(kind.name(), kind.variable()),
        refusals.stream().map(refusal -> "" + refusal.getMessage()).toList());
  }

  private Program install(ProgramSource source, StoreProgress progress)
      throws IOException, StoreException, InterruptedException {
    Path scratch = Files.createTempDirectory(home, "installing");
    try {
      Path root = Files.createDirectory(scratch.resolve("root"));
      Path work = Files.createDirectory(scratch.resolve("work"));
      Unpacked layout = source.unpack(work, root, progress);
      progress.on(new StoreEvent.Working(kind.name(), "checking"));
      Program trial = kind.verified(layout.in(root, ""), spawner);
      return settle(layout, root, trial.version(), progress);
    } finally {
      Folders.delete(scratch);
    }
  }

  private Program settle(Unpacked layout, Path root, String version, StoreProgress progress)
      throws IOException {
    String folder = version.replaceAll("[^A-Za-z0-9._-]", "_");
    Path target = home.resolve(folder);
    Folders.delete(target);
    Files.move(root, target, StandardCopyOption.ATOMIC_MOVE);
    AtomicFile.write(
        home.resolve(LAYOUT), JSON.writeValueAsString(new Installed(folder, version, layout)));
    progress.on(new StoreEvent.Finished(kind.name(), Folders.size(target)));
    return layout.in(target, version);
  }
}
