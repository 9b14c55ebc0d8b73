package sarai.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether the report tells the truth: the real program over engines that are as slow, as large and
/// as wise as the test wants.
final class KpiReportTest {
  private static final Path ROOT = Path.of(System.getProperty("sarai.root", ".."));
  private static final int DELAY_MILLIS = 700;
  private static final int BALLAST_MEBIBYTES = 200;

  /// Of other processes on a busy machine, and of two Java processes that are never quite alike.
  private static final double MEGABYTES_OF_NOISE = 60;

  /// Wrong choices, and more words than were said.
  private static final String MISTAKEN = "The answer is B. " + "word ".repeat(300);

  private static final String EARS =
      """
        whisper:
          role: speech
          gguf_file: "tiny-omni.gguf"
          mmproj_file: "tiny-omni-mmproj.gguf"
          source:
            bundled: "models/tiny-omni.gguf"
            size: 1344128
            sha256: "888a9b394229d0b2a62b1dff773c21b83b929a4cd8687b5682fa373e011d2079"
          mmproj_source:
            bundled: "models/tiny-omni-mmproj.gguf"
            size: 1009312
            sha256: "14823a7f9278b8e78575c08bd17e001ecab8404920580a531229a551cc8f930b"
          max_memory_mb: 400
      """;

  @TempDir private Path folder;

  @BeforeEach
  void needsProc() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "memory is read from /proc (Linux)");
  }

  /// The profile of the benchmark, whose ears are an engine that can be faked, too.
  private Path profile() throws IOException {
    Path profile = folder.resolve("bench.yaml");
    try (InputStream in = Bench.class.getResourceAsStream("bench.yaml")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
              .replaceFirst("(?s)  whisper:.*?(?=\n\n)", EARS);
      return Files.writeString(profile, text);
    }
  }

  private Bed bed(FakeLlama.Nature nature) throws IOException {
    Path data = Files.createDirectories(folder.resolve(nature.name()));
    List<String> command =
        List.of(
            "env",
            "SARAI_LLAMA_SERVER=" + FakeLlama.script(folder, nature),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx384m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dsarai.root=" + ROOT.toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            "sarai.Main");
    return new Bed(command, profile(), data, "tiny", "tiny_vl", 120, Duration.ofMinutes(2));
  }

  private static String choice(int id, String answer) {
    return """
    {"id":"%d","task":"choice","question":"Which?","options":["x","y"],"answer":"%s"}\
    """
        .formatted(id, answer);
  }

  private Map<String, Row> report(FakeLlama.Nature nature)
      throws IOException, InterruptedException {
    Path choices = Files.createDirectories(folder.resolve("choices"));
    Files.write(
        choices.resolve("questions.jsonl"),
        IntStream.range(0, 4).mapToObj(i -> choice(i, i == 0 ? "B" : "A")).toList());
    Bed bed = bed(nature);
    Options options =
        Options.parse(
            List.of("--folder", choices.toString(), "--out", bed.data().resolve("out").toString()));
    KpiReport report = new KpiReport(options, ROOT.resolve("samples"), given -> given);
    Map<String, Row> rows = new LinkedHashMap<>();
    report.run(bed).forEach(row -> rows.put(row.name(), row));
    return rows;
  }

  private static double added(Map<String, Row> more, Map<String, Row> less, String begin) {
    return figure(more, begin) - figure(less, begin);
  }

  private static double figure(Map<String, Row> rows, String begin) {
    return rows.values().stream()
        .filter(row -> row.name().startsWith(begin))
        .mapToDouble(Row::figure)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void slowHungryAndMistakenEnginesMoveTheRowsAndNoRowIsAConstant()
      throws IOException, InterruptedException {
    Map<String, Row> normal = report(new FakeLlama.Nature(0, 0, "A"));
    Map<String, Row> slow = report(new FakeLlama.Nature(DELAY_MILLIS, 0, "A"));
    Map<String, Row> hungry = report(new FakeLlama.Nature(0, BALLAST_MEBIBYTES, "A"));
    Map<String, Row> mistaken = report(new FakeLlama.Nature(0, 0, MISTAKEN));

    double ballast = BALLAST_MEBIBYTES * 1.048576;
    assertThat(added(slow, normal, "first token")).isGreaterThan(DELAY_MILLIS * 0.8);
    assertThat(1e3 * added(hungry, normal, "base memory"))
        .as("one engine of the base, in MB")
        .isBetween(ballast - MEGABYTES_OF_NOISE, ballast + MEGABYTES_OF_NOISE);
    assertThat(1e3 * added(hungry, normal, "peak memory"))
        .as("base and vision, in MB")
        .isBetween(2 * ballast - 2 * MEGABYTES_OF_NOISE, 2 * ballast + 2 * MEGABYTES_OF_NOISE);
    assertThat(added(mistaken, normal, "wrong on MMMU")).as("of four choices, in %").isEqualTo(50);
    assertThat(added(mistaken, normal, "word error rate")).isGreaterThan(100);
    for (Row row : normal.values()) {
      if (!(row instanceof Row.Note)) {
        assertThat(row.figure()).as("measured: %s: %s", row.name(), row.text()).isNotNaN();
        assertThat(Stream.of(normal, slow, hungry, mistaken).map(rows -> figure(rows, row.name())))
            .as("no constant: " + row.name())
            .anySatisfy(figure -> assertThat(figure).isNotEqualTo(row.figure()));
      }
    }
  }
}
