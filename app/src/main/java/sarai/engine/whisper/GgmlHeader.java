package sarai.engine.whisper;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.units.Bytes;

/// The sizes at the beginning of a GGML Whisper file (`whisper_hparams` of whisper.cpp). Immutable.
///
/// @param vocabulary tokens
/// @param audioContext positions of 20 ms that the encoder takes
/// @param width of the model, in the encoder as in the decoder
/// @param heads of each attention, which share the width
/// @param audioLayers blocks of the encoder
/// @param textContext tokens that the decoder takes
/// @param textLayers blocks of the decoder
/// @param mels bands of the spectrum
record GgmlHeader(
    int vocabulary,
    int audioContext,
    int width,
    int heads,
    int audioLayers,
    int textContext,
    int textLayers,
    int mels) {
  /// A magic number, ten sizes and the type of the weights, each of 32 bits.
  static final int BYTES = 48;

  private static final int MAGIC = 0x67676d6c;

  /// Reads the beginning of a file alone, and compares the file's length with what it says.
  ///
  /// @throws EngineException.LoadFailed when it is none, or cut
  static GgmlHeader read(Path file) throws EngineException {
    ByteBuffer head = ByteBuffer.allocate(BYTES);
    try (FileChannel channel = FileChannel.open(file)) {
      while (head.hasRemaining() && channel.read(head) >= 0) {}
      GgmlHeader header = of(head.flip());
      header.checkSize();
      header.checkLength(channel.size());
      return header;
    } catch (IOException e) {
      throw new EngineException.LoadFailed(
          "%s cannot be read as a GGML Whisper model: %s"
              .formatted(file.getFileName(), e.getMessage()),
          e);
    }
  }

  /// @param head the first [#BYTES] bytes of a file, or all when there are fewer
  /// @throws IOException saying what is wrong
  static GgmlHeader of(ByteBuffer head) throws IOException {
    if (head.remaining() < BYTES) {
      throw new IOException("it has %d bytes, a header %d".formatted(head.remaining(), BYTES));
    }
    ByteBuffer sizes = head.slice().order(ByteOrder.LITTLE_ENDIAN);
    int magic = sizes.getInt();
    if (magic != MAGIC) {
      throw new IOException("it begins with %08x, a GGML file with %08x".formatted(magic, MAGIC));
    }
    int vocabulary = sizes.getInt();
    int audioContext = sizes.getInt();
    int width = sizes.getInt();
    int heads = sizes.getInt();
    int audioLayers = sizes.getInt();
    int textContext = sizes.getInt();
    int textWidth = sizes.getInt();
    int textHeads = sizes.getInt();
    if (width != textWidth || heads != textHeads || heads < 1 || width % heads != 0) {
      throw new IOException(
          "its encoder (width %d, %d heads) and decoder (width %d, %d heads) do not fit"
              .formatted(width, heads, textWidth, textHeads));
    }
    return new GgmlHeader(
        vocabulary,
        audioContext,
        width,
        heads,
        audioLayers,
        textContext,
        sizes.getInt(),
        sizes.getInt());
  }

  private void checkSize() throws IOException {
    if (vocabulary < 1 || width < 64 || width > 8192 || audioLayers < 1 || textLayers < 1) {
      throw new IOException(
          "%d tokens, width %d and %d and %d layers are no such model's"
              .formatted(vocabulary, width, audioLayers, textLayers));
    }
  }

  private void checkLength(long bytes) throws IOException {
    if (bytes < leastBytes()) {
      throw new IOException(
          "it has %s and a model of its shape at least %s: the file is cut"
              .formatted(Bytes.of(bytes), Bytes.of(leastBytes())));
    }
  }

  /// The weights of the blocks alone at 2 bits each: 12·width² in an encoder's block (attention 4,
  /// feed-forward 8), 16·width² in a decoder's (attention twice). No quantisation is smaller.
  private long leastBytes() {
    return (12L * audioLayers + 16L * textLayers) * width * width / 4;
  }

  /// In ONNX Runtime, which takes more than whisper.cpp: the encoder's weights, with what makes
  /// keys and values for the decoder, as floats; the decoder's in 8 bits with a scale for each 32;
  /// a JVM with the libraries; and buffers, which grow with the model's width. Fitted to what
  /// workers took (ADR 0124).
  Footprint footprint() {
    long square = (long) width * width;
    long encoder = 4 * (12L * audioLayers + 2L * textLayers) * square;
    long decoder = (14L * textLayers * square + (long) vocabulary * width) * 9 / 8;
    long buffers = 150_000_000L * width / 512;
    Bytes all = Bytes.of(encoder + decoder + buffers + 140_000_000);
    return Footprint.estimated(all, all);
  }
}
