package sarai.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sarai.config.ModelConfig.VisionLimits;

/// The baseline of picture preparation: what `fetch_image` of qwen-vl-utils 0.0.14 does to a
/// picture in Pillow (open, RGB, `smart_resize`, bicubic), in the Python that `SARAI_TEST_PYTHON`
/// names.
final class Pillow {
  static final String ABSENT = "no Python with Pillow: name one in SARAI_TEST_PYTHON";

  private static final String PROGRAM =
      """
      import math, sys, time
      from PIL import Image
      path, factor, least, most, rounds = sys.argv[1], *map(int, sys.argv[2:6])
      def size(h, w):
          H, W = max(factor, round(h / factor) * factor), max(factor, round(w / factor) * factor)
          if H * W > most * factor ** 2:
              b = math.sqrt(h * w / (most * factor ** 2))
              H, W = (math.floor(s / b / factor) * factor for s in (h, w))
          elif H * W < least * factor ** 2:
              b = math.sqrt(least * factor ** 2 / (h * w))
              H, W = (math.ceil(s * b / factor) * factor for s in (h, w))
          return W, H
      for _ in range(2 * rounds):
          start = time.perf_counter()
          image = Image.open(path).convert("RGB")
          image.resize(size(image.height, image.width))
          print((time.perf_counter() - start) * 1e3)
      """;

  private Pillow() {}

  /// @return milliseconds of each round; empty when there is no Python with Pillow
  static Optional<Samples> prepared(Path picture, VisionLimits limits, int rounds)
      throws IOException, InterruptedException {
    String python = Optional.ofNullable(System.getenv("SARAI_TEST_PYTHON")).orElse("python3");
    Process process;
    try {
      process =
          new ProcessBuilder(
                  python,
                  "-c",
                  PROGRAM,
                  picture.toString(),
                  "" + limits.imageFactor(),
                  "" + limits.imageMinTokens(),
                  "" + limits.imageMaxTokens(),
                  "" + rounds)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException _) {
      return Optional.empty();
    }
    List<Double> millis;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      millis = out.lines().skip(rounds).map(Double::valueOf).toList();
    }
    return process.waitFor() == 0 && !millis.isEmpty()
        ? Optional.of(new Samples("ms", millis))
        : Optional.empty();
  }
}
