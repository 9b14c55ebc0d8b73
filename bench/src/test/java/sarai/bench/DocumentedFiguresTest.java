package sarai.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the documents say makes a figure again is something that the benchmark does.
final class DocumentedFiguresTest {
  private static final Path ROOT = Path.of(System.getProperty("sarai.root", ".."));

  /// Up to the end of the code, the line, a comment or the sentence's own signs.
  private static final Pattern COMMAND = Pattern.compile("\\./sarai bench\\b([^`\\n#|;)]*)");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> deeper = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, deeper).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  private static List<String> known() {
    Options none = Options.parse(List.of());
    return Bench.suites(none, ROOT, given -> given).stream().map(Suite::name).toList();
  }

  private static void check(String arguments) {
    List<String> words =
        Arrays.stream(arguments.replaceAll("[\\[\\]…]", " ").split(" "))
            .filter(word -> !word.isBlank())
            .toList();
    assertThat(known()).containsAll(Options.parse(words).suites());
  }

  @Test
  void everyBenchmarkInTheDocumentsExists() throws IOException {
    int found = 0;
    for (Path document : documents()) {
      for (var command : COMMAND.matcher(Files.readString(document)).results().toList()) {
        assertThat(document).satisfies(_ -> check(command.group(1)));
        found++;
      }
    }
    assertThat(found).as("the documents name benchmarks").isGreaterThan(5);
  }

  @Test
  void wrongSuiteAndWrongOptionAreFound() {
    check(" --quick --profile FILE fps");
    assertThatIllegalArgumentException().isThrownBy(() -> check(" --fast fps"));
    assertThat(known()).doesNotContain("frames");
  }

  @Test
  void usageNamesEverySuiteAndEverySuiteIsNamed() {
    List<String> words =
        Arrays.asList(Options.USAGE.replaceAll(".*\\[startup", "startup").split("[] …]+"));
    assertThat(words).containsExactlyInAnyOrderElementsOf(known());
  }
}
