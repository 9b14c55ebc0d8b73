package sarai.store.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Download;
import sarai.store.fetch.Fetching;

/// The project's own release, from GitHub. Immutable.
///
/// @param assets matches the asset for this machine; null when the project builds none
record ReleaseSource(
    Fetching fetching,
    Platform platform,
    String repository,
    String executable,
    @Nullable Pattern assets)
    implements ProgramSource {

  static ReleaseSource llamaServer(Fetching fetching, Platform platform) {
    String processor = platform.arm() ? "arm64" : "x64";
    String build =
        switch (platform.system()) {
          case LINUX -> "ubuntu-" + processor;
          case MACOS -> "macos-" + processor;
          case WINDOWS -> "win-cpu-" + processor;
        };
    return new ReleaseSource(
        fetching,
        platform,
        "ggml-org/llama.cpp",
        "llama-server",
        Pattern.compile("llama-[^-]+-bin-" + build + "\\.(zip|tar\\.gz)"));
  }

  static ReleaseSource ffmpeg(Fetching fetching, Platform platform) {
    String build =
        switch (platform.system()) {
          case LINUX -> platform.arm() ? "linuxarm64" : "linux64";
          case WINDOWS -> platform.arm() ? "winarm64" : "win64";
          case MACOS -> null;
        };
    return new ReleaseSource(
        fetching,
        platform,
        "BtbN/FFmpeg-Builds",
        "ffmpeg",
        build == null
            ? null
            : Pattern.compile("ffmpeg-master-latest-" + build + "-lgpl\\.(zip|tar\\.xz)"));
  }

  @Override
  public String label() {
    return "the release of " + repository;
  }

  @Override
  public Unpacked unpack(Path work, Path root, StoreProgress progress)
      throws IOException, StoreException, InterruptedException {
    if (assets == null) {
      throw new StoreException.NotFound(repository + " builds nothing for " + platform);
    }
    Download asset = fetching.releases().newest(repository, assets);
    fetching.space().require(work, Math.max(0, asset.size()) * 4);
    Path archive = work.resolve("archive");
    fetching.downloader().fetch(asset, archive, progress);
    progress.on(new StoreEvent.Working(executable, "unpacking"));
    Archive.unpack(archive, asset.file(), root);
    return Unpacked.executable(root, executable(root), label());
  }

  private Path executable(Path root) throws IOException, StoreException {
    try (Stream<Path> files = Files.walk(root)) {
      Optional<Path> found =
          files
              .filter(Files::isRegularFile)
              .filter(file -> file.getFileName().toString().matches(executable + "(\\.exe)?"))
              .findFirst();
      return found.orElseThrow(
          () -> new StoreException.NotFound(label() + " holds no " + executable));
    }
  }
}
