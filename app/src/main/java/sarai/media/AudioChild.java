package sarai.media;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Has FFmpeg decode sounds, each within limits on time, memory and output.
final class AudioChild {
  private static final String MAX_ALLOCATION = "268435456";

  private final Ffmpeg ffmpeg;
  private final AudioLimits limits;

  AudioChild(Ffmpeg ffmpeg, AudioLimits limits) {
    this.ffmpeg = ffmpeg;
    this.limits = limits;
  }

  void decode(Path file, MediaType type, PcmWriter out)
      throws AudioException, IOException, InterruptedException {
    Ffmpeg.Outcome<Optional<AudioException>> outcome = run(file, type, out);
    if (outcome.output().isPresent()) {
      throw outcome.output().get();
    }
    if (outcome.exit() != 0) {
      throw failure(outcome.report(), type);
    }
  }

  private Ffmpeg.Outcome<Optional<AudioException>> run(Path file, MediaType type, PcmWriter out)
      throws AudioException, IOException, InterruptedException {
    try {
      return ffmpeg.run(arguments(file, type), limits.patience(), in -> copied(in, out));
    } catch (MediaException.DecoderMissing _) {
      throw new AudioException(
          AudioException.Problem.NO_DECODER,
          "a " + type.demuxer() + " file needs FFmpeg, which is not installed");
    } catch (MediaException.DecoderLimit _) {
      throw new AudioException(
          AudioException.Problem.TOO_SLOW,
          "decoding took longer than the " + limits.patience().toSeconds() + " s allowed");
    } catch (MediaException e) {
      throw damaged(type, String.valueOf(e.getMessage()));
    }
  }

  private static List<String> arguments(Path file, MediaType type) {
    return Ffmpeg.joined(
        List.of("-loglevel", "error", "-max_alloc", MAX_ALLOCATION, "-threads", "1"),
        Ffmpeg.input(file.toAbsolutePath(), type),
        List.of("-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1"),
        List.of("-ac", "1", "-ar", String.valueOf(Sound.RATE), "-f", "f32le", "pipe:1"));
  }

  /// @return what is wrong with the samples, if anything
  private static Optional<AudioException> copied(InputStream in, PcmWriter out) throws IOException {
    DataInputStream samples = new DataInputStream(new BufferedInputStream(in, 1 << 16));
    try {
      while (true) {
        out.write(Float.intBitsToFloat(Integer.reverseBytes(samples.readInt())));
      }
    } catch (EOFException _) {
      return Optional.empty();
    } catch (AudioException e) {
      return Optional.of(e);
    }
  }

  private static AudioException failure(String report, MediaType type) {
    if (report.contains("matches no streams")) {
      return new AudioException(
          AudioException.Problem.NO_AUDIO_TRACK, "the file has no audio track");
    }
    return damaged(type, MediaProbe.firstLine(report));
  }

  private static AudioException damaged(MediaType type, String said) {
    return new AudioException(
        AudioException.Problem.DAMAGED,
        "the %s file cannot be decoded: %s".formatted(type.demuxer(), said));
  }
}
