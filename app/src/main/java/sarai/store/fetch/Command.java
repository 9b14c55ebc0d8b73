package sarai.store.fetch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.process.Spawner;
import sarai.store.StoreException;

/// A short-lived client program, such as a package client: run to its end, output kept, ended with
/// its children when it takes too long or the caller is interrupted. Immutable.
///
/// @param variables added to the environment that is inherited
/// @param folder working folder; its output is kept there while it runs
/// @param limit how long it may take
public record Command(
    List<String> words, Map<String, String> variables, Path folder, Duration limit) {
  private static final Duration TICK = Duration.ofMillis(250);
  private static final int MOST_OUTPUT = 1 << 20;

  public Command {
    words = List.copyOf(words);
    variables = Map.copyOf(variables);
  }

  /// How it ended.
  ///
  /// @param text standard output and error together, at most the last 1 MiB
  public record Outcome(int exitCode, String text) {
    public boolean succeeded() {
      return exitCode == 0;
    }

    /// The last lines, for error texts.
    public String lastWords() {
      List<String> lines = text.strip().lines().filter(line -> !line.isBlank()).toList();
      return String.join(" / ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }
  }

  /// @param spawner starts it
  /// @param tick called about four times a second while it runs
  public Outcome run(Spawner spawner, Runnable tick) throws StoreException, InterruptedException {
    Path output = null;
    try {
      output = Files.createTempFile(folder, "output", ".txt");
      return run(spawner, output, tick);
    } catch (IOException e) {
      throw new StoreException.ClientFailed("cannot run " + words.getFirst() + ": " + e, e);
    } finally {
      delete(output);
    }
  }

  private Outcome run(Spawner spawner, Path output, Runnable tick)
      throws IOException, StoreException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(variables);
    Process process = spawner.spawn(builder);
    try {
      for (long left = limit.toMillis(); left > 0; left -= TICK.toMillis()) {
        if (process.waitFor(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
          return new Outcome(process.exitValue(), tail(output));
        }
        tick.run();
      }
      throw new StoreException.ClientFailed(
          "%s did not end within %d s: %s"
              .formatted(
                  words.getFirst(), limit.toSeconds(), new Outcome(-1, tail(output)).lastWords()),
          null);
    } finally {
      end(process);
    }
  }

  private static void end(Process process) {
    try (Stream<ProcessHandle> descendants = process.descendants()) {
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly();
  }

  private static String tail(Path output) throws IOException {
    byte[] bytes = Files.readAllBytes(output);
    int from = Math.max(0, bytes.length - MOST_OUTPUT);
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }

  private static void delete(@Nullable Path output) {
    try {
      if (output != null) {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A program on the search path.
  ///
  /// @param environment its `PATH` is read
  public static Optional<Path> find(String program, Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .flatMap(folder -> Stream.of(Path.of(folder, program), Path.of(folder, program + ".exe")))
        .filter(Files::isRegularFile)
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toAbsolutePath);
  }
}
