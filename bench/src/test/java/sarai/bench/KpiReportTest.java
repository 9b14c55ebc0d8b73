package sarai.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether the report tells the truth: the real program over engines that are as slow and as large
/// as the test wants.
final class KpiReportTest {
  private static final Path ROOT = Path.of(System.getProperty("sarai.root", ".."));
  private static final int DELAY_MILLIS = 700;
  private static final int BALLAST_MEBIBYTES = 200;

  /// Of other processes on a busy machine, and of two Java processes that are never quite alike.
  private static final double MEGABYTES_OF_NOISE = 60;

  @TempDir private Path folder;

  @BeforeEach
  void needsProc() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "memory is read from /proc (Linux)");
  }

  private Bed bed(int delayMillis, int ballastMebibytes) throws IOException {
    Path profile = folder.resolve("bench.yaml");
    try (InputStream in = Bench.class.getResourceAsStream("bench.yaml")) {
      Files.write(profile, Objects.requireNonNull(in).readAllBytes());
    }
    Path data = Files.createDirectories(folder.resolve(delayMillis + "-" + ballastMebibytes));
    List<String> command =
        List.of(
            "env",
            "SARAI_LLAMA_SERVER=" + FakeLlama.script(folder, delayMillis, ballastMebibytes),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx384m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dsarai.root=" + ROOT.toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            "sarai.Main");
    return new Bed(command, profile, data, "tiny", "tiny_vl", 120, Duration.ofMinutes(2));
  }

  private Map<String, Row> report(int delayMillis, int ballastMebibytes)
      throws IOException, InterruptedException {
    Options options = Options.parse(List.of("--out", folder.toString()));
    KpiReport report = new KpiReport(options, ROOT.resolve("samples"), given -> given);
    Map<String, Row> rows = new LinkedHashMap<>();
    report.run(bed(delayMillis, ballastMebibytes)).forEach(row -> rows.put(row.name(), row));
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
  void slowAndHungryEnginesMoveTheRowsByWhatTheyAddAndNoFigureIsAConstant()
      throws IOException, InterruptedException {
    Map<String, Row> normal = report(0, 0);
    Map<String, Row> slow = report(DELAY_MILLIS, 0);
    Map<String, Row> hungry = report(0, BALLAST_MEBIBYTES);

    double ballast = BALLAST_MEBIBYTES * 1.048576;
    assertThat(added(slow, normal, "first token")).isGreaterThan(DELAY_MILLIS * 0.8);
    assertThat(1e3 * added(hungry, normal, "base memory"))
        .as("one engine of the base, in MB")
        .isBetween(ballast - MEGABYTES_OF_NOISE, ballast + MEGABYTES_OF_NOISE);
    assertThat(1e3 * added(hungry, normal, "peak memory"))
        .as("base and vision, in MB")
        .isBetween(2 * ballast - 2 * MEGABYTES_OF_NOISE, 2 * ballast + 2 * MEGABYTES_OF_NOISE);
    for (Row row : normal.values()) {
      if (Double.isNaN(row.figure())) {
        assertThat(row instanceof Row.Note || row.text().contains("not measured here"))
            .as(row.name() + ": " + row.text())
            .isTrue();
      } else {
        assertThat(List.of(figure(slow, row.name()), figure(hungry, row.name())))
            .as(row.name() + " is measured each time")
            .doesNotContain(row.figure());
      }
    }
  }
}
