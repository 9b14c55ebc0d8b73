package sarai.media;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// One FFmpeg process for each sound, with limits on time, memory and output.
final class AudioChild {
  private static final String MAX_ALLOCATION = "268435456";
  private static final int MAX_REPORT = 4000;

  private final List<String> command;
  private final AudioLimits limits;

  AudioChild(List<String> command, AudioLimits limits) {
    this.command = List.copyOf(command);
    this.limits = limits;
  }

  void decode(Path file, AudioContainer container, PcmWriter out)
      throws AudioException, IOException, InterruptedException {
    Path report = Files.createTempFile("sarai-ffmpeg-", ".log");
    try {
      Process process = start(file, container, report);
      AtomicBoolean late = new AtomicBoolean();
      Thread watch = Thread.ofVirtual().start(() -> late.set(endedLate(process)));
      try {
        copy(process, out);
        process.waitFor();
        if (late.get()) {
          throw tooSlow();
        }
        if (process.exitValue() != 0) {
          throw failure(Files.readString(report, StandardCharsets.ISO_8859_1), container);
        }
      } finally {
        process.destroyForcibly().waitFor();
        watch.join();
      }
    } finally {
      Files.deleteIfExists(report);
    }
  }

  private Process start(Path file, AudioContainer container, Path report) throws IOException {
    List<String> arguments = new ArrayList<>(command);
    arguments.addAll(
        List.of("-nostdin", "-hide_banner", "-loglevel", "error", "-max_alloc", MAX_ALLOCATION));
    arguments.addAll(List.of("-threads", "1", "-protocol_whitelist", "file,pipe"));
    arguments.addAll(List.of("-f", container.demuxer(), "-i", "file:" + file.toAbsolutePath()));
    arguments.addAll(List.of("-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1"));
    arguments.addAll(List.of("-ac", "1", "-ar", String.valueOf(Sound.RATE)));
    arguments.addAll(List.of("-f", "f32le", "pipe:1"));
    ProcessBuilder builder = new ProcessBuilder(arguments).redirectError(report.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private boolean endedLate(Process process) {
    try {
      boolean ended = process.waitFor(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      return !ended;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      return true;
    }
  }

  private static void copy(Process process, PcmWriter out) throws IOException, AudioException {
    try (DataInputStream samples =
        new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16))) {
      while (true) {
        out.write(Float.intBitsToFloat(Integer.reverseBytes(samples.readInt())));
      }
    } catch (EOFException e) {
      return;
    }
  }

  private AudioException tooSlow() {
    return new AudioException(
        AudioException.Problem.TOO_SLOW,
        "decoding took longer than the " + limits.patience().toSeconds() + " s allowed");
  }

  private static AudioException failure(String report, AudioContainer container) {
    if (report.contains("matches no streams")) {
      return new AudioException(
          AudioException.Problem.NO_AUDIO_TRACK, "the file has no audio track");
    }
    String said = report.strip();
    return new AudioException(
        AudioException.Problem.DAMAGED,
        "the "
            + container.demuxer()
            + " file cannot be decoded: "
            + said.substring(0, Math.min(said.length(), MAX_REPORT)));
  }
}
