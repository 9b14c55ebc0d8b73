package sarai.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes decoded samples as a WAV file of 16 kHz, mono, 16 bits: what every engine reads. Silence
/// makes up what is shorter than a tenth of a second.
public final class WaveOut {
  private static final int HEADER = 44;
  private static final int CHUNK = 1 << 15;

  /// A tenth of a second: llama-server ends at a sound of one sample.
  private static final int LEAST = Sound.RATE / 10;

  private static final int BYTES_EACH = Short.BYTES;

  private WaveOut() {}

  /// @param pcm a spool file, as of [Sound]
  /// @param toSample one past the last
  /// @param target overwritten
  public static void write(Path pcm, long fromSample, long toSample, Path target)
      throws IOException {
    try (FileChannel in = FileChannel.open(pcm);
        FileChannel out =
            FileChannel.open(
                target,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      long samples = toSample - fromSample;
      int silence = (int) Math.max(0, LEAST - samples);
      all(out, header(samples + silence));
      for (long at = fromSample; at < toSample; at += CHUNK) {
        all(out, chunk(in, at, (int) Math.min(CHUNK, toSample - at)));
      }
      all(out, ByteBuffer.allocate(silence * BYTES_EACH));
    }
  }

  private static ByteBuffer header(long samples) throws IOException {
    long bytes = samples * BYTES_EACH;
    if (samples < 0 || bytes > Integer.MAX_VALUE - HEADER) {
      throw new IOException(samples + " samples do not fit into a WAV file");
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt((int) bytes + HEADER - 8);
    header.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    header.putShort((short) 1).putShort((short) 1);
    header.putInt(Sound.RATE).putInt(Sound.RATE * BYTES_EACH);
    header.putShort((short) BYTES_EACH).putShort((short) (8 * BYTES_EACH));
    header.put("data".getBytes(StandardCharsets.US_ASCII)).putInt((int) bytes);
    return header.flip();
  }

  private static ByteBuffer chunk(FileChannel in, long at, int samples) throws IOException {
    ByteBuffer floats = ByteBuffer.allocate(samples * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (floats.hasRemaining()) {
      if (in.read(floats, at * Float.BYTES + floats.position()) < 0) {
        throw new IOException("the spool file ends after " + in.size() + " bytes");
      }
    }
    floats.flip();
    ByteBuffer shorts = ByteBuffer.allocate(samples * BYTES_EACH).order(ByteOrder.LITTLE_ENDIAN);
    while (floats.hasRemaining()) {
      shorts.putShort((short) Math.round(Math.clamp(floats.getFloat(), -1f, 1f) * 32767));
    }
    return shorts.flip();
  }

  private static void all(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
