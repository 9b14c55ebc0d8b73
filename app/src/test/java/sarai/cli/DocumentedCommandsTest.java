package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.testing.RealEngine;

/// What the documents tell people to type is there.
final class DocumentedCommandsTest {
  private static final Pattern COMMAND = Pattern.compile("\\./sarai ([a-z][a-z-]*)");
  private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test=([A-Z]\\w+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

  private static final Pattern FUNCTION = Pattern.compile("function _picocli_sarai_([a-z]+)");
  private static final Pattern WORDS = Pattern.compile(" +local (?:commands|flag_opts|arg_opts)=");

  /// A command with what follows it, up to where the text about it goes on.
  private static final Pattern LINE = Pattern.compile("\\./sarai ([a-z][^`\\n#|;),]*)");

  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");

  /// Where a decision says what was measured.
  private static final Pattern MEASURED = Pattern.compile("(?m)^Measured .*");

  /// What makes a figure: a command, by hand where no suite has it, or a class of ours that has it
  /// in its test or its `main`.
  private static final Pattern MAKER =
      Pattern.compile(
          "\\./sarai |by hand: `|no command makes it|`java |\\.md\\b|\\b([A-Z]\\w+(?:Test|IT|Suite|Trainer|Benchmark))\\b");

  /// What the launcher does itself.
  private static final Set<String> OF_THE_LAUNCHER = Set.of("test", "bench");

  /// Commands that are nothing without a second one.
  private static final Set<String> TWO_WORDS = Set.of("media", "feedback", "config");

  private static List<Path> documents() throws IOException {
    Path root = RealEngine.repository("");
    try (Stream<Path> top = Files.list(root);
        Stream<Path> deeper = Files.walk(root.resolve("docs"))) {
      return Stream.concat(top, deeper).filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  /// What the shell would complete: the options of each command with those of its own commands, and
  /// their names. The truth of the command line itself.
  private static Map<String, Set<String>> completions(Path data)
      throws IOException, InterruptedException {
    Process process =
        RealServe.command("/nowhere/llama-server", data, "generate-completion")
            .redirectError(data.resolve("completion.err").toFile())
            .start();
    String script = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    Map<String, Set<String>> words = new HashMap<>();
    Set<String> current = new HashSet<>();
    for (String line : script.lines().toList()) {
      Matcher function = FUNCTION.matcher(line);
      if (function.lookingAt()) {
        current = words.computeIfAbsent(function.group(1), _ -> new HashSet<>());
      } else if (WORDS.matcher(line).lookingAt()) {
        current.addAll(List.of(line.replaceAll(".*=\"|['\"]", "").split(" ")));
      }
    }
    return words;
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
  void everyOptionAndSecondWordInTheDocumentsExists(@TempDir Path data)
      throws IOException, InterruptedException {
    Map<String, Set<String>> known = completions(data);
    for (Path document : documents()) {
      for (String line : mentions(LINE, document).toList()) {
        String[] words = line.split(" ");
        if (!OF_THE_LAUNCHER.contains(words[0])) {
          Set<String> ofThis = known.getOrDefault(words[0], Set.of());
          assertThat(OPTION.matcher(line).results().map(MatchResult::group))
              .as("%s: ./sarai %s", document, line)
              .isSubsetOf(ofThis);
          if (TWO_WORDS.contains(words[0]) && words.length > 1) {
            assertThat(ofThis).as("%s: ./sarai %s", document, line).contains(words[1]);
          }
        }
      }
    }
  }

  /// By a command, a document with one, a class that is there, or plainly that nothing does.
  @Test
  void everyMeasuredFigureOfADecisionSaysWhatMakesIt() throws IOException {
    Set<String> classes = Set.copyOf(classes());
    for (Path document : documents()) {
      String text = Files.readString(document);
      if (MEASURED.matcher(text).find()) {
        List<MatchResult> makers = MAKER.matcher(text).results().toList();
        assertThat(makers).as("what makes the figures of " + document).isNotEmpty();
        assertThat(makers.stream().map(maker -> maker.group(1)).filter(Objects::nonNull))
            .as(document.toString())
            .isSubsetOf(classes);
      }
    }
  }

  private static List<String> classes() throws IOException {
    try (Stream<Path> app = Files.walk(RealEngine.repository("app/src"));
        Stream<Path> bench = Files.walk(RealEngine.repository("bench/src"))) {
      return Stream.concat(app, bench)
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.replace(".java", ""))
          .toList();
    }
  }

  @Test
  void everyTestInTheDocumentsExists() throws IOException {
    List<String> known = classes();
    for (Path document : documents()) {
      assertThat(mentions(TEST, document)).as(document.toString()).isSubsetOf(known);
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
