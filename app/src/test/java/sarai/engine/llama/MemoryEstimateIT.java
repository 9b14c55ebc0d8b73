package sarai.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sarai.engine.Footprint;
import sarai.engine.llama.LlamaArguments.LoadMode;
import sarai.store.GgufReader;
import sarai.units.Bytes;

/// Compares estimates with what the real engine takes after requests, and appends each comparison
/// to `target/memory-estimates.md`. `SARAI_TEST_GGUF` may name further models, separated like a
/// path.
class MemoryEstimateIT {
  private static final Path ROOT = Path.of(System.getProperty("sarai.root", ".."));
  private static final int IMAGE_TOKENS = 64;
  private static final int PROMPT = 600;

  private String program = "";

  @BeforeEach
  void findEngine() {
    assumeTrue(Files.exists(Path.of("/proc/self/smaps_rollup")), "memory is read from /proc");
    program = engine().orElse("");
    assumeTrue(
        !program.isEmpty(), "needs llama-server: put it on PATH or name it in SARAI_LLAMA_SERVER");
  }

  @Test
  void visionModelIsWithinAQuarter() throws IOException, InterruptedException {
    String picture = base64("red-circle.png");
    compareAll(
        new Subject(
            "tiny-vl",
            model("tiny-vl.gguf"),
            model("tiny-vl-mmproj.gguf"),
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + picture
                + "\"}}"));
  }

  @Test
  void audioModelIsWithinAQuarter() throws IOException, InterruptedException {
    String sound = base64("three-high-beeps.wav");
    compareAll(
        new Subject(
            "tiny-omni",
            model("tiny-omni.gguf"),
            model("tiny-omni-mmproj.gguf"),
            "{\"type\":\"input_audio\",\"input_audio\":{\"format\":\"wav\",\"data\":\""
                + sound
                + "\"}}"));
  }

  @Test
  void furtherModelsAreWithinAQuarter() throws IOException, InterruptedException {
    String named = Optional.ofNullable(System.getenv("SARAI_TEST_GGUF")).orElse("");
    assumeTrue(!named.isEmpty(), "name GGUF files in SARAI_TEST_GGUF to compare more models");
    for (String file : named.split(File.pathSeparator)) {
      Path path = Path.of(file);
      compareAll(new Subject(path.getFileName().toString(), path, null, null));
    }
  }

  private void compareAll(Subject subject) throws IOException, InterruptedException {
    List<LlamaArguments> cases = new ArrayList<>();
    for (LoadMode mode : LoadMode.values()) {
      cases.add(arguments(4096, 1, "f16", mode));
    }
    cases.add(arguments(1024, 1, "f16", LoadMode.READ));
    cases.add(arguments(16384, 2, "f16", LoadMode.READ));
    cases.add(arguments(4096, 2, "q8_0", LoadMode.READ));
    for (LlamaArguments arguments : cases) {
      compare(subject, arguments);
    }
  }

  private void compare(Subject subject, LlamaArguments arguments)
      throws IOException, InterruptedException {
    MemoryEstimate estimate =
        MemoryEstimate.of(
            GgufReader.read(subject.model()),
            subject.projector() == null ? null : GgufReader.read(subject.projector()),
            arguments,
            IMAGE_TOKENS,
            CpuRepack.ofThisMachine());
    Footprint expected = estimate.footprint();
    try (MeasuredEngine engine =
        MeasuredEngine.start(program, subject.model(), subject.projector(), arguments)) {
      engine.post("/completion", prompt());
      if (subject.media() != null) {
        engine.post("/v1/chat/completions", question(subject.media()));
      }
      long steady = engine.memory("smaps_rollup", "Rss");
      long peak = engine.memory("status", "VmHWM");
      report(subject, arguments, expected, engine);
      String what = subject.name() + " " + arguments + " " + estimate;
      assertThat(expected.steady().value()).as(what).isCloseTo(steady, withPercentage(25));
      assertThat(expected.peak().value()).as(what).isCloseTo(peak, withPercentage(25));
    }
  }

  private static void report(
      Subject subject, LlamaArguments arguments, Footprint expected, MeasuredEngine engine)
      throws IOException {
    long steady = engine.memory("smaps_rollup", "Rss");
    long peak = engine.memory("status", "VmHWM");
    String row =
        String.format(
            Locale.ROOT,
            "| %s | %d × %d | %s | %s | %.1f | %.1f | %.1f | %.1f | %+.0f %% | %.1f | %.1f | %+.0f %% |%n",
            subject.name(),
            arguments.parallel(),
            arguments.context(),
            arguments.keyType(),
            arguments.loadMode(),
            expected.steady().value() / 1e6,
            steady / 1e6,
            engine.memory("smaps_rollup", "Pss") / 1e6,
            engine.memory("smaps_rollup", "Anonymous") / 1e6,
            100.0 * expected.steady().value() / steady - 100,
            expected.peak().value() / 1e6,
            peak / 1e6,
            100.0 * expected.peak().value() / peak - 100);
    Files.writeString(
        Path.of("target", "memory-estimates.md"),
        row,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static String prompt() {
    String tokens =
        IntStream.range(0, PROMPT)
            .mapToObj(i -> Integer.toString(i % 300))
            .collect(Collectors.joining(","));
    return "{\"prompt\":[" + tokens + "],\"n_predict\":8,\"cache_prompt\":false}";
  }

  private static String question(String media) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":["
        + media
        + ",{\"type\":\"text\",\"text\":\"?\"}]}],\"max_tokens\":8}";
  }

  private static LlamaArguments arguments(int context, int parallel, String type, LoadMode mode) {
    return new LlamaArguments(context, parallel, 512, type, type, Bytes.ZERO, mode, false);
  }

  private static Path model(String name) {
    return ROOT.resolve("models").resolve(name).toAbsolutePath().normalize();
  }

  private static String base64(String sample) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(ROOT.resolve("samples", sample)));
  }

  private static Optional<String> engine() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    Stream<Path> onPath =
        Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, "llama-server"));
    return Stream.concat(
            Stream.ofNullable(System.getenv("SARAI_LLAMA_SERVER")).map(Path::of), onPath)
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /// @param media a content part for a chat; null for a model of text
  private record Subject(
      String name, Path model, @Nullable Path projector, @Nullable String media) {}
}
