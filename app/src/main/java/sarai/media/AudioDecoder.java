package sarai.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// Turns a file of sound, or the sound of a film, into 16 kHz mono samples. Thread-safe.
///
/// Plain PCM in WAV is read here; everything else by an FFmpeg child that reads only this file.
public final class AudioDecoder {
  private static final int MOST_CLEANED = 10_000;

  private final AudioChild child;
  private final AudioLimits limits;
  private final Path spool;

  /// @param spool folder for the decoded samples; it exists
  public AudioDecoder(Ffmpeg ffmpeg, AudioLimits limits, Path spool) {
    this.child = new AudioChild(ffmpeg, limits);
    this.limits = limits;
    this.spool = spool;
  }

  /// Deletes what a program that was killed left in a spool folder.
  ///
  /// @param before files last written later than this may be in use, and stay
  public static void clean(Path spool, Instant before) throws IOException {
    try (Stream<Path> files = Files.list(spool)) {
      for (Path file : files.limit(MOST_CLEANED).toList()) {
        if (isOurs(file) && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isOurs(Path file) {
    return String.valueOf(file.getFileName()).matches("(sound|wave|span)-[0-9]+\\.(f32|wav)");
  }

  /// @throws AudioException when the file is no sound that can be used
  /// @throws IOException when the spool folder or the file fails us
  public Sound decode(Path file) throws AudioException, IOException, InterruptedException {
    MediaType type = sniff(file);
    Path pcm = Files.createTempFile(spool, "sound-", ".f32");
    boolean whole = false;
    try (PcmWriter out = new PcmWriter(pcm, limits)) {
      decode(file, type, out);
      out.flush();
      if (out.samples() == 0) {
        throw new AudioException(AudioException.Problem.EMPTY, "the sound holds no samples");
      }
      whole = true;
      return new Sound(pcm, out.samples());
    } finally {
      if (!whole) {
        Files.deleteIfExists(pcm);
      }
    }
  }

  private void decode(Path file, MediaType type, PcmWriter out)
      throws AudioException, IOException, InterruptedException {
    if (type == MediaType.WAV) {
      Optional<WavFile> plain = WavFile.open(file);
      if (plain.isPresent()) {
        plain.get().copyTo(out);
        return;
      }
    }
    child.decode(file, type, out);
  }

  private MediaType sniff(Path file) throws AudioException, IOException {
    long size = Files.size(file);
    if (size > limits.size().value()) {
      throw new AudioException(
          AudioException.Problem.TOO_LARGE,
          "the file has " + size + " bytes, more than the " + limits.size() + " allowed");
    }
    if (size == 0) {
      throw new AudioException(AudioException.Problem.EMPTY, "the file is empty");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return MediaType.sniff(in.readNBytes(MediaType.HEAD))
          .filter(type -> type.kind() != MediaType.Kind.IMAGE)
          .orElseThrow(() ->
              new AudioException(
                  AudioException.Problem.UNKNOWN_FORMAT,
                  "the file is no wav, mp3, m4a, aac, ogg, flac, aiff, amr, webm or film"));
    }
  }
}
