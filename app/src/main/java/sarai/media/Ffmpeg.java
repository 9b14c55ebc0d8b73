package sarai.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import sarai.process.Spawner;
import sarai.store.Program;
import sarai.units.Bytes;

/// FFmpeg as a child process within limits of time, processor time and memory. Thread-safe; each
/// call is one child, which is killed when the call ends early, also by an interrupt.
///
/// It reads one local file through the one demuxer of the file's sniffed type and may open nothing
/// else: no network, no playlists, no scripts.
public final class Ffmpeg {
  private static final int MAX_REPORT = 1 << 18;
  private static final String FILE = "file:";
  private static final Path SHELL = Path.of("/bin/sh");
  private static final String LIMITED =
      "ulimit -c 0; ulimit -v \"$1\" 2>/dev/null; ulimit -t \"$2\" 2>/dev/null; shift 2; exec"
          + " \"$@\"";

  private final Supplier<Optional<Program>> program;
  private final Limits limits;
  private final Spawner spawner;
  private final Semaphore places;

  /// @param time most wall time of one child
  /// @param memory most address space of one child, where the platform can limit it
  /// @param children most that run at the same time; who comes later waits
  public record Limits(Duration time, Bytes memory, int children) {
    /// Two minutes, 3 GiB, and a child for each core.
    public static Limits standard() {
      return new Limits(
          Duration.ofMinutes(2),
          Bytes.ofMebibytes(3072),
          Runtime.getRuntime().availableProcessors());
    }
  }

  /// Takes what the child writes; runs on another thread, and its result is handed back.
  @FunctionalInterface
  interface Output<T> {
    T read(InputStream in) throws IOException, MediaException, InterruptedException;
  }

  /// What became of a child.
  ///
  /// @param report what it wrote on its standard error, at most 256 KiB of it; `the file` stands
  ///   for the path of the input, which is not for those who sent it
  record Outcome<T>(int exit, T output, String report) {}

  /// @param program looked up at each call, so that an installation is seen without a restart
  public Ffmpeg(Supplier<Optional<Program>> program, Limits limits, Spawner spawner) {
    this.program = program;
    this.limits = limits;
    this.spawner = spawner;
    this.places = new Semaphore(limits.children(), /* fair= */ true);
  }

  /// Whether there is a program to run.
  public boolean isInstalled() {
    return program.get().isPresent();
  }

  /// Runs one child to its end.
  ///
  /// @param arguments after the ones that every run has
  /// @throws MediaException.DecoderMissing when FFmpeg is not installed
  /// @throws MediaException.DecoderLimit when it took longer than it may
  /// @throws IOException when its output could not be read or kept: no fault of the file's
  /// @throws InterruptedException when the caller was cancelled; the child is gone by then
  <T> Outcome<T> run(List<String> arguments, Output<T> output)
      throws MediaException, IOException, InterruptedException {
    return run(arguments, limits.time(), output);
  }

  /// The same within a time of the caller's.
  <T> Outcome<T> run(List<String> arguments, Duration time, Output<T> output)
      throws MediaException, IOException, InterruptedException {
    places.acquire();
    try {
      return runNow(arguments, time, output);
    } finally {
      places.release();
    }
  }

  private <T> Outcome<T> runNow(List<String> arguments, Duration time, Output<T> output)
      throws MediaException, IOException, InterruptedException {
    Process child = start(arguments, time);
    try {
      FutureTask<String> report = inBackground(child.getErrorStream(), in -> report(in, arguments));
      FutureTask<T> result = inBackground(child.getInputStream(), output);
      return outcome(child, time, result, report);
    } finally {
      child.destroyForcibly();
    }
  }

  /// The arguments that name an input which may be read through its own demuxer only.
  static List<String> input(Path file, MediaType type) {
    return input(file, type.demuxer());
  }

  /// The same by the name of the demuxer.
  static List<String> input(Path file, String demuxer) {
    return List.of("-protocol_whitelist", "file,pipe", "-f", demuxer, "-i", FILE + file);
  }

  /// The filter that brings pictures to a size, as well as it can.
  static String scaled(ImageSize size) {
    return "scale=%d:%d:flags=bicubic+accurate_rnd+full_chroma_int"
        .formatted(size.width(), size.height());
  }

  @SafeVarargs
  static List<String> joined(List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  private Process start(List<String> arguments, Duration time)
      throws MediaException, InterruptedException {
    Program found =
        program
            .get()
            .orElseThrow(() ->
                new MediaException.DecoderMissing(
                    "this kind of file needs FFmpeg, which is not installed: run"
                        + " `./sarai pull --engines`, or name it in SARAI_FFMPEG"));
    List<String> command = new ArrayList<>(shell(time));
    command.addAll(found.command());
    command.addAll(List.of("-nostdin", "-hide_banner"));
    command.addAll(arguments);
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(found.workingFolder().toFile());
      builder.environment().put("LC_ALL", "C");
      return spawner.spawn(builder);
    } catch (IOException e) {
      throw new MediaException.DecoderMissing("FFmpeg did not start: " + e.getMessage());
    }
  }

  private List<String> shell(Duration time) {
    return Files.isExecutable(SHELL)
        ? List.of(
            SHELL.toString(),
            "-c",
            LIMITED,
            "sh",
            Long.toString(limits.memory().value() >> 10),
            Long.toString(time.toSeconds() * 4 + 1))
        : List.of();
  }

  private static <T> Outcome<T> outcome(
      Process child, Duration time, FutureTask<T> result, FutureTask<String> report)
      throws MediaException, IOException, InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    try {
      T output = result.get(time.toNanos(), TimeUnit.NANOSECONDS);
      child.getInputStream().close();
      boolean ended = child.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!ended) {
        throw tooSlow(time);
      }
      return new Outcome<>(child.exitValue(), output, report.get());
    } catch (TimeoutException e) {
      throw tooSlow(time);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static MediaException.DecoderLimit tooSlow(Duration time) {
    return new MediaException.DecoderLimit(
        "decoding took more than %d s and was ended: send a shorter or smaller file"
            .formatted(time.toSeconds()));
  }

  private static MediaException failure(ExecutionException e) throws IOException {
    return switch (e.getCause()) {
      case MediaException known -> known;
      case IOException ours -> throw ours;
      case null, default ->
          new MediaException.Unreadable("FFmpeg's output broke off: " + e.getMessage(), e);
    };
  }

  private static <T> FutureTask<T> inBackground(InputStream in, Output<T> output) {
    FutureTask<T> task = new FutureTask<>(() -> output.read(in));
    Thread.ofVirtual().name("ffmpeg-output").start(task);
    return task;
  }

  /// The beginning of a report; the rest is read and forgotten, so that the child never waits.
  private static String report(InputStream in, List<String> arguments) throws IOException {
    byte[] head = in.readNBytes(MAX_REPORT);
    in.transferTo(OutputStream.nullOutputStream());
    return arguments.stream()
        .filter(it -> it.startsWith(FILE))
        .reduce(
            new String(head, StandardCharsets.UTF_8),
            (report, input) -> report.replace(input, "the file"));
  }
}
