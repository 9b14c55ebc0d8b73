package sarai.store.program;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sarai.process.Spawner;
import sarai.store.Program;
import sarai.store.StoreException;
import sarai.store.fetch.Command;

/// A program that SARAi starts and how to ask for its version. Immutable.
///
/// @param name its executable's name
/// @param variable the environment variable that names it
/// @param versionFlag what makes it print its version
/// @param versionPattern finds the version as its first group that matched
record ProgramKind(String name, String variable, String versionFlag, Pattern versionPattern) {
  static final ProgramKind LLAMA_SERVER =
      new ProgramKind(
          "llama-server",
          "SARAI_LLAMA_SERVER",
          "--version",
          Pattern.compile("version: \\S+ \\(build (\\d+)|version: (\\d+) \\("));
  static final ProgramKind FFMPEG =
      new ProgramKind(
          "ffmpeg", "SARAI_FFMPEG", "-version", Pattern.compile("ffmpeg version (\\S+)"));

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// Runs it to see that it works and what it calls itself.
  ///
  /// @throws StoreException.Unusable when it does not run here, or is another program
  Program verified(Program program, Spawner spawner) throws StoreException, InterruptedException {
    String text = output(program, versionFlag, spawner);
    Matcher found = versionPattern.matcher(text);
    if (!found.find()) {
      throw new StoreException.Unusable(
          "%s does not call itself %s: %s"
              .formatted(program.command().getLast(), name, text.lines().findFirst().orElse("")),
          null);
    }
    String version = Optional.ofNullable(found.group(1)).orElseGet(() -> found.group(2));
    return new Program(program.command(), program.workingFolder(), version);
  }

  /// What it prints when it is run with one more argument.
  static String output(Program program, String argument, Spawner spawner)
      throws StoreException, InterruptedException {
    List<String> words = new ArrayList<>(program.command());
    words.add(argument);
    Command.Outcome outcome =
        new Command(words, Map.of("LC_ALL", "C"), program.workingFolder(), LIMIT)
            .run(spawner, () -> {});
    if (!outcome.succeeded()) {
      throw new StoreException.Unusable(
          "%s %s ended with %d: %s"
              .formatted(
                  program.command().getLast(), argument, outcome.exitCode(), outcome.lastWords()),
          null);
    }
    return outcome.text();
  }
}
