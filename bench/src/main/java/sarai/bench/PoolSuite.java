package sarai.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the pool's own work costs, by JMH in processes of its own: a decision with 10 to 10,000
/// models, and a warm lease there and back through the owner's thread.
final class PoolSuite implements Suite {
  private static final double GOAL_MICROS = 20;

  private final Path libraries;

  /// @param root of the program, where the benchmark's libraries lie after it was built
  PoolSuite(Path root) {
    this.libraries = root.resolve("bench/target/lib");
  }

  @Override
  public String name() {
    return "pool";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    Path result = Files.createTempFile(bed.data(), "jmh", ".json");
    try {
      measure(result);
      List<Row> rows = new ArrayList<>();
      for (JsonNode benchmark : new JsonMapper().readTree(Files.readAllBytes(result))) {
        rows.add(row(benchmark));
      }
      return rows;
    } finally {
      Files.deleteIfExists(result);
    }
  }

  private void measure(Path result) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path") + File.pathSeparator + libraries.resolve("*"),
            "org.openjdk.jmh.Main",
            "sarai.pool.",
            "-rf",
            "json",
            "-rff",
            result.toString());
    Process jmh =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int code = jmh.waitFor();
    if (code != 0) {
      throw new IOException("JMH ended with exit code %d".formatted(code));
    }
  }

  private static Row row(JsonNode benchmark) {
    String full = benchmark.path("benchmark").asString("");
    String models = benchmark.path("params").path("models").asString("");
    List<Double> micros = new ArrayList<>();
    for (JsonNode fork : benchmark.path("primaryMetric").path("rawData")) {
      fork.forEach(value -> micros.add(value.asDouble()));
    }
    boolean decision = !models.isEmpty();
    String name = full.substring(full.lastIndexOf('.') + 1);
    return new Row.Measured(
        decision ? "%s, %s models".formatted(name, models) : name,
        new Samples("µs", micros),
        decision ? GOAL_MICROS : null);
  }
}
