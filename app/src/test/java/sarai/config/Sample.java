package sarai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What the tests of the configuration share.
final class Sample {
  static final Path ROOT = Path.of(System.getProperty("sarai.root", ".."));
  static final List<Path> PROFILES =
      List.of(
          ROOT.resolve("sarai.yaml"),
          ROOT.resolve("profiles/starter.yaml"),
          ROOT.resolve("profiles/mirror.yaml"));

  /// The least that loads; the model's keys begin in column 3 of line 3.
  static final String LEAST = "models:\n  tiny:\n    gguf_file: a.gguf\n";

  private Sample() {}

  static SaraiConfig read(String yaml) throws ConfigException {
    return read(yaml, Map.of());
  }

  static SaraiConfig read(String yaml, Map<String, String> environment) throws ConfigException {
    return ConfigReader.read("sarai.yaml", yaml, Path.of("."), environment);
  }

  static List<String> problems(String yaml) {
    return problems(yaml, Map.of());
  }

  static List<String> problems(String yaml, Map<String, String> environment) {
    ConfigException thrown =
        catchThrowableOfType(ConfigException.class, () -> read(yaml, environment));
    assertThat(thrown).as("a ConfigException for:%n%s", yaml).isNotNull();
    return thrown.problems().stream().map(ConfigProblem::toString).toList();
  }

  static String resource(String name) throws IOException {
    try (InputStream in = Sample.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
