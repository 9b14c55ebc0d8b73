package sarai.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// WAV files of silence, as large as a test wants them.
final class Silence {
  private static final int RATE = 16_000;

  private Silence() {}

  /// @param bytes of samples of 16 bits at 16 kHz, mono
  static Path write(Path file, int bytes) throws IOException {
    return write(file, RATE, /* channels= */ 1, bytes);
  }

  /// @param bytes of samples of 16 bits; even
  static Path write(Path file, int rate, int channels, int bytes) throws IOException {
    int frame = 2 * channels;
    ByteBuffer head = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
    head.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    head.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    head.putShort((short) 1).putShort((short) channels).putInt(rate).putInt(rate * frame);
    head.putShort((short) frame).putShort((short) 16);
    head.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    try (SeekableByteChannel out =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
      out.write(head.flip());
      out.position(44L + bytes - 1).write(ByteBuffer.allocate(1));
    }
    return file;
  }
}
