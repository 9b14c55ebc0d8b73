package sarai.media;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import sarai.config.ModelConfig.VisionLimits;
import sarai.config.SaraiConfig;
import sarai.process.ChildLauncher;
import sarai.store.Program;
import sarai.units.Bytes;

/// The real programs and settings that integration tests run with.
final class Installed {
  static final SaraiConfig.Media CONFIG =
      new SaraiConfig.Media(
          2.0,
          Bytes.ofMegabytes(20),
          50_000_000,
          Duration.ofHours(2),
          Duration.ofHours(3),
          List.of(),
          new SaraiConfig.RemoteUrls(false, List.of()));

  /// The catalogue's limits of tiny-vl.
  static final VisionLimits TINY_VL = new VisionLimits(32, 4, 64, 8, 16, 16);

  static final SamplingBudget ROOMY = new SamplingBudget(3500, Bytes.ofMegabytes(100));

  /// Children are started here as the program starts them.
  private static final ChildLauncher CHILDREN =
      ChildLauncher.in(Path.of(System.getProperty("java.io.tmpdir"), "sarai-media-tests"));

  private Installed() {}

  static Ffmpeg ffmpeg() {
    return ffmpeg(Ffmpeg.Limits.standard());
  }

  static Ffmpeg ffmpeg(Ffmpeg.Limits limits) {
    Program program = new Program(List.of(ffmpegPath()), Path.of("/"), "");
    return new Ffmpeg(() -> Optional.of(program), limits, CHILDREN);
  }

  static String ffmpegPath() {
    String path = System.getenv("SARAI_FFMPEG");
    assumeTrue(path != null, "needs FFmpeg: name it in SARAI_FFMPEG (./sarai pull ffmpeg)");
    return String.valueOf(path);
  }

  static String llamaServer() {
    String path = System.getenv("SARAI_LLAMA_SERVER");
    assumeTrue(
        path != null, "needs llama-server: name it in SARAI_LLAMA_SERVER (./sarai pull llama)");
    return String.valueOf(path);
  }

  static Path root() {
    return Path.of(System.getProperty("sarai.root", "."));
  }
}
