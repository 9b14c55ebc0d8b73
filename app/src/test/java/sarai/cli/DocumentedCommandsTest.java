package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sarai.testing.RealEngine;

/// What the documents tell people to type is there.
final class DocumentedCommandsTest {
  private static final Pattern COMMAND = Pattern.compile("\\./sarai ([a-z][a-z-]*)");
  private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test=([A-Z]\\w+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  /// What the launcher does itself.
  private static final Set<String> OF_THE_LAUNCHER = Set.of("test", "bench");

  private static List<Path> documents() throws IOException {
    Path root = RealEngine.repository("");
    try (Stream<Path> top = Files.list(root);
        Stream<Path> deeper = Files.walk(root.resolve("docs"))) {
      return Stream.concat(top, deeper).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  private static Stream<String> mentions(Pattern what, Path document) {
    try {
      return what.matcher(Files.readString(document)).results().map(found -> found.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyCommandInTheDocumentsExists() throws IOException {
    Set<String> known = Cli.commands().keySet();
    for (Path document : documents()) {
      assertThat(mentions(COMMAND, document).filter(name -> !OF_THE_LAUNCHER.contains(name)))
          .as(document.toString())
          .isSubsetOf(known);
    }
  }

  @Test
  void everyTestInTheDocumentsExists() throws IOException {
    Path root = RealEngine.repository("");
    try (Stream<Path> app = Files.walk(root.resolve("app/src/test/java"));
        Stream<Path> bench = Files.walk(root.resolve("bench/src/test/java"))) {
      List<String> tests =
          Stream.concat(app, bench)
              .map(path -> path.getFileName().toString().replace(".java", ""))
              .toList();
      for (Path document : documents()) {
        assertThat(mentions(TEST, document)).as(document.toString()).isSubsetOf(tests);
      }
    }
  }

  @Test
  void everyLinkBetweenTheDocumentsLeadsSomewhere() throws IOException {
    for (Path document : documents()) {
      assertThat(mentions(LINK, document))
          .as(document.toString())
          .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
    }
  }
}
