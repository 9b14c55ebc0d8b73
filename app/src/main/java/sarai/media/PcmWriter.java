package sarai.media;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// Fills a spool file with samples, and refuses more than the limit. Used by one thread.
final class PcmWriter implements Closeable {
  private final OutputStream out;
  private final AudioLimits limits;
  private final ByteBuffer pending = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private long samples;

  PcmWriter(Path file, AudioLimits limits) throws IOException {
    this.out = Files.newOutputStream(file);
    this.limits = limits;
  }

  void write(float sample) throws IOException, AudioException {
    if (++samples > limits.maxSamples()) {
      throw new AudioException(
          AudioException.Problem.TOO_LONG,
          "the sound is longer than the " + limits.duration().toSeconds() + " s allowed");
    }
    if (!pending.hasRemaining()) {
      flush();
    }
    pending.putFloat(Float.isFinite(sample) ? Math.clamp(sample, -1f, 1f) : 0f);
  }

  long samples() {
    return samples;
  }

  void flush() throws IOException {
    out.write(pending.array(), 0, pending.position());
    pending.clear();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
