package sarai.engine.whisper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.units.Bytes;

/// The sizes at the beginning of a GGML Whisper file.
///
/// @param fileBytes length of the whole file
/// @param vocabulary tokens
/// @param state width of the model
record GgmlHeader(long fileBytes, int vocabulary, int state, int audioLayers, int textLayers) {
  private static final int MAGIC = 0x67676d6c;
  private static final int BYTES = 48;

  static GgmlHeader read(Path file) throws EngineException {
    ByteBuffer head = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      while (head.hasRemaining() && channel.read(head) >= 0) {}
      GgmlHeader header =
          new GgmlHeader(
              channel.size(), head.getInt(4), head.getInt(12), head.getInt(20), head.getInt(36));
      if (head.hasRemaining() || head.getInt(0) != MAGIC || !header.isPlausible()) {
        throw new EngineException.LoadFailed(file.getFileName() + " is no GGML Whisper model");
      }
      if (header.fileBytes() < header.leastBytes()) {
        throw new EngineException.LoadFailed(
            "%s has %s and a model of its shape at least %s: the file is cut"
                .formatted(
                    file.getFileName(),
                    Bytes.of(header.fileBytes()),
                    Bytes.of(header.leastBytes())));
      }
      return header;
    } catch (IOException e) {
      throw new EngineException.LoadFailed(file.getFileName() + " cannot be read", e);
    }
  }

  private boolean isPlausible() {
    return vocabulary >= 1 && state >= 64 && state <= 8192 && audioLayers >= 1 && textLayers >= 1;
  }

  /// The weights of the blocks alone at 2 bits each: 12·width² in an encoder's block (attention 4,
  /// feed-forward 8), 16·width² in a decoder's (attention twice). No quantisation is smaller.
  private long leastBytes() {
    long square = (long) state * state;
    return (12L * audioLayers + 16L * textLayers) * square / 4;
  }

  /// In ONNX Runtime, which takes more than whisper.cpp: the encoder's weights, with what makes
  /// keys and values for the decoder, as floats; the decoder's in 8 bits with a scale for each 32;
  /// a JVM with the libraries; and buffers, which grow with the model's width. Fitted to what
  /// workers took (ADR 0124).
  Footprint footprint() {
    long square = (long) state * state;
    long encoder = 4 * (12L * audioLayers + 2L * textLayers) * square;
    long decoder = (14L * textLayers * square + (long) vocabulary * state) * 9 / 8;
    long buffers = 150_000_000L * state / 512;
    Bytes all = Bytes.of(encoder + decoder + buffers + 140_000_000);
    return Footprint.estimated(all, all);
  }
}
