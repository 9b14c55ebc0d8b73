package sarai.store.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Command;
import sarai.store.fetch.Fetching;
import sarai.store.fetch.Folders;

/// llama-server out of Debian packages, with the C library that it was built for, unpacked into a
/// folder of ours. apt works with its own lists, state and cache there and checks the archive's
/// signatures; no package script runs and the system is not changed. Immutable.
///
/// @param sources folder of the machine's apt sources
record DebianSource(Fetching fetching, Platform platform, Path sources) implements ProgramSource {
  private static final String SUITE = "forky";
  private static final List<String> PACKAGES =
      List.of(
          "llama.cpp-tools",
          "libllama0",
          "libggml0",
          "libc6",
          "libgcc-s1",
          "libstdc++6",
          "libgomp1",
          "libssl3t64",
          "zlib1g",
          "libzstd1");

  private static final long ROOM = 200_000_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";
  private static final String LIB = Unpacked.ROOT + "/" + LIBRARIES;

  static DebianSource system(Fetching fetching, Platform platform) {
    return new DebianSource(fetching, platform, Path.of("/etc/apt"));
  }

  @Override
  public String label() {
    return "Debian packages";
  }

  @Override
  public Unpacked unpack(Path work, Path root, StoreProgress progress)
      throws IOException, StoreException, InterruptedException {
    if (platform.system() != Platform.OperatingSystem.LINUX || platform.arm()) {
      throw new StoreException.NotFound("Debian packages are used on Linux x86-64 only");
    }
    if (fetching.offline()) {
      throw new StoreException.Offline("llama-server");
    }
    String apt = client("apt-get");
    String dpkg = client("dpkg-deb");
    fetching.space().require(work, ROOM);
    Path configuration = configure(work, mirror());
    progress.on(new StoreEvent.Began("llama-server", label(), 0, -1));
    run(work, progress, List.of(apt, "-c", configuration.toString(), "update"));
    List<String> download = List.of(apt, "-c", configuration.toString(), "download");
    Path programs = Files.createDirectory(work.resolve("debs"));
    run(programs, progress, joined(download, PACKAGES));
    progress.on(new StoreEvent.Working("llama-server", "unpacking"));
    unpack(dpkg, programs, root, progress);
    return layout();
  }

  private static List<String> joined(List<String> command, List<String> words) {
    return Stream.of(command, words).flatMap(List::stream).toList();
  }

  private void unpack(String dpkg, Path archives, Path root, StoreProgress progress)
      throws IOException, StoreException, InterruptedException {
    for (Path archive : archives(archives)) {
      run(archives, progress, List.of(dpkg, "-x", archive.toString(), root.toString()));
    }
  }

  private Unpacked layout() {
    return new Unpacked(
        List.of(
            LIB + "/ld-linux-x86-64.so.2",
            "--library-path",
            LIB + ":" + LIB + "/llama:" + LIB + "/ggml",
            Unpacked.ROOT + "/usr/bin/llama-server"),
        LIBRARIES + "/ggml/backends0",
        label() + " (" + SUITE + ")");
  }

  /// Everything that apt reads or writes lies in the work folder; its hooks are for the system and
  /// are left out. Proxies and certificates of the machine stay in force.
  private static Path configure(Path work, AptMirror mirror) throws IOException {
    for (String folder : List.of("state/lists/partial", "cache/archives/partial")) {
      Files.createDirectories(work.resolve(folder));
    }
    Files.writeString(work.resolve("status"), "");
    Files.writeString(
        work.resolve("sources.list"),
        "deb [arch=amd64 signed-by=%s] %s %s main%n"
            .formatted(mirror.keyring(), mirror.address(), SUITE));
    return Files.writeString(
        work.resolve("apt.conf"),
        """
        #clear APT::Update::Pre-Invoke;
        #clear APT::Update::Post-Invoke;
        #clear APT::Update::Post-Invoke-Success;
        APT::Architecture "amd64";
        APT::Architectures { "amd64"; };
        APT::Sandbox::User "root";
        Acquire::Languages "none";
        Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
        Acquire::IndexTargets::deb::DEP-11-icons-small::DefaultEnabled "false";
        Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled "false";
        Acquire::Retries "2";
        Dir::State "%1$s/state";
        Dir::State::status "%1$s/status";
        Dir::Cache "%1$s/cache";
        Dir::Etc::sourcelist "%1$s/sources.list";
        Dir::Etc::sourceparts "-";
        Dir::Etc::preferencesparts "-";
        """
            .formatted(work));
  }

  private String client(String name) throws StoreException {
    return Command.find(name, fetching.environment())
        .orElseThrow(() -> new StoreException.ClientFailed("Debian packages need " + name, null))
        .toString();
  }

  private AptMirror mirror() throws IOException, StoreException {
    List<String> oneLine = new ArrayList<>(texts(sources.resolve("sources.list.d"), ".list"));
    oneLine.addAll(texts(sources, "sources.list"));
    AptMirror mirror =
        AptMirror.of(texts(sources.resolve("sources.list.d"), ".sources"), oneLine)
            .orElseThrow(() ->
                new StoreException.NotFound(
                    "the sources below " + sources + " name no Debian mirror"));
    if (!Files.isReadable(Path.of(mirror.keyring()))) {
      throw new StoreException.NotFound(
          "there is no keyring %s to check Debian packages with: install debian-archive-keyring"
              .formatted(mirror.keyring()));
    }
    return mirror;
  }

  private static List<String> texts(Path folder, String ending) throws IOException {
    List<String> texts = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(file -> file.toString().endsWith(ending)).sorted().toList()) {
          texts.add(Files.readString(file));
        }
      }
    }
    return texts;
  }

  private static List<Path> archives(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".deb")).sorted().toList();
    }
  }

  private void run(Path folder, StoreProgress progress, List<String> words)
      throws StoreException, InterruptedException {
    Command.Outcome outcome =
        new Command(
                words, Map.of("LC_ALL", "C", "DEBIAN_FRONTEND", "noninteractive"), folder, LIMIT)
            .run(
                fetching.spawner(),
                () ->
                    progress.on(new StoreEvent.Advanced("llama-server", Folders.size(folder), -1)));
    if (!outcome.succeeded()) {
      throw new StoreException.ClientFailed(
          "%s ended with %d: %s"
              .formatted(words.getFirst(), outcome.exitCode(), outcome.lastWords()),
          null);
    }
  }
}
