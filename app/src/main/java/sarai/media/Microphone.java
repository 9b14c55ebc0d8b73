package sarai.media;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import sarai.store.Program;

/// What FFmpeg records from. Used by one thread.
///
/// @param program FFmpeg
/// @param format one of its input formats, such as `pulse`
/// @param device what that format opens, such as `default`
public record Microphone(Program program, String format, String device) {
  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final byte[] QUIT = "q\n".getBytes(StandardCharsets.US_ASCII);

  /// There is no such microphone, or it cannot be opened.
  public static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String message) {
      super(message);
    }
  }

  /// @param name `FORMAT:DEVICE`, such as `alsa:hw:1`
  /// @throws Missing when it is not written so
  public static Microphone named(Program program, String name) throws Missing {
    int colon = name.indexOf(':');
    if (colon < 1) {
      throw new Missing("'%s' is no FORMAT:DEVICE, such as pulse:default".formatted(name));
    }
    return new Microphone(program, name.substring(0, colon), name.substring(colon + 1));
  }

  /// The first of the system's usual inputs that can be opened.
  ///
  /// @param system as the property `os.name`
  /// @throws Missing when none can, with what FFmpeg said of each
  public static Microphone find(Program program, String system)
      throws Missing, IOException, InterruptedException {
    StringBuilder said = new StringBuilder();
    for (String name : usual(system.toLowerCase(Locale.ROOT))) {
      Microphone microphone = named(program, name);
      try {
        microphone.probe();
        return microphone;
      } catch (Missing e) {
        said.append(said.isEmpty() ? "" : "; ").append(e.getMessage());
      }
    }
    throw new Missing(said.toString());
  }

  private static List<String> usual(String system) {
    if (system.contains("mac")) {
      return List.of("avfoundation::0");
    }
    return system.contains("windows")
        ? List.of("dshow:audio=Microphone")
        : List.of("pulse:default", "alsa:default");
  }

  /// Opens it for a moment.
  ///
  /// @throws Missing when that fails
  public void probe() throws Missing, IOException, InterruptedException {
    Path report = Files.createTempFile("sarai-microphone-", ".log");
    try {
      Process process = start(List.of("-t", "0.1", "-f", "null", "-"), report);
      boolean ended = process.waitFor(PROBE.toMillis(), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      if (!ended || process.exitValue() != 0) {
        throw missing(report);
      }
    } finally {
      Files.deleteIfExists(report);
    }
  }

  /// Records until the recording is stopped, or `longest` is over.
  ///
  /// @param target a WAV file, overwritten
  public Recording record(Path target, Duration longest) throws IOException {
    Path report = Files.createTempFile("sarai-microphone-", ".log");
    List<String> output =
        List.of(
            "-t",
            String.valueOf(longest.toSeconds()),
            "-ac",
            "1",
            "-ar",
            String.valueOf(Sound.RATE),
            "-c:a",
            "pcm_s16le",
            "-f",
            "wav",
            "-y",
            target.toString());
    return new Recording(this, start(output, report), report);
  }

  private Process start(List<String> output, Path report) throws IOException {
    List<String> command =
        Stream.of(
                program.command(),
                List.of("-hide_banner", "-loglevel", "error", "-f", format, "-i", device),
                output)
            .flatMap(List::stream)
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(report.toFile());
    builder.directory(program.workingFolder().toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private Missing missing(Path report) throws IOException {
    String said = Files.readString(report, StandardCharsets.ISO_8859_1).strip();
    String last = said.substring(said.lastIndexOf('\n') + 1);
    return new Missing("%s:%s: %s".formatted(format, device, last));
  }

  /// A recording under way; closing it abandons it.
  public static final class Recording implements Closeable {
    private final Microphone microphone;
    private final Process process;
    private final Path report;

    private Recording(Microphone microphone, Process process, Path report) {
      this.microphone = microphone;
      this.process = process;
      this.report = report;
    }

    /// Ends it; the file is whole then.
    ///
    /// @throws Missing when nothing could be recorded
    public void stop() throws Missing, IOException, InterruptedException {
      if (process.isAlive()) {
        askToQuit();
      }
      boolean ended = process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      if (!ended || process.exitValue() != 0) {
        throw microphone.missing(report);
      }
    }

    private void askToQuit() throws IOException {
      try (OutputStream in = process.getOutputStream()) {
        in.write(QUIT);
      }
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      Files.deleteIfExists(report);
    }
  }
}
