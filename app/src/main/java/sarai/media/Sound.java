package sarai.media;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A decoded sound in a spool file of 16 kHz mono little-endian 32-bit floats. Whoever decoded it
/// closes it, which deletes the file.
///
/// @param pcm the spool file
/// @param samples its length; at least one
public record Sound(Path pcm, long samples) implements Closeable {
  /// Samples in a second.
  public static final int RATE = 16_000;

  public Duration duration() {
    return Duration.ofNanos(Math.round(samples * 1e9 / RATE));
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(pcm);
  }
}
