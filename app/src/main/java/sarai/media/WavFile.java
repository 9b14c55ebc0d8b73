package sarai.media;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Plain PCM in a WAV file, read without a decoder.
///
/// @param dataBytes length of the sample data that is really there
record WavFile(Path file, Format format, long dataOffset, long dataBytes) {
  private static final int FORMAT_CHUNK = 0x20746d66;
  private static final int DATA_CHUNK = 0x61746164;
  private static final long UNKNOWN_LENGTH = 0x7fff_0000L;
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xfffe;

  /// @param bits of each sample
  record Format(int encoding, int channels, int rate, int bits) {
    boolean isPlain() {
      boolean whole = encoding == PCM && (bits == 8 || bits == 16 || bits == 24 || bits == 32);
      return (whole || (encoding == FLOAT && bits == 32))
          && channels >= 1
          && channels <= 32
          && rate >= 4000
          && rate <= 384_000;
    }

    int frameBytes() {
      return channels * bits / 8;
    }
  }

  /// The file's samples; empty when it is encoded otherwise.
  ///
  /// @throws AudioException when it is cut or has no samples
  static Optional<WavFile> open(Path file) throws IOException, AudioException {
    long size = Files.size(file);
    Format format = null;
    try (DataInputStream in = stream(file)) {
      long at = 12;
      in.skipNBytes(at);
      while (at + 8 <= size) {
        int id = little(in);
        long length = Integer.toUnsignedLong(little(in));
        at += 8;
        if (id == DATA_CHUNK && format != null) {
          return format.isPlain()
              ? Optional.of(new WavFile(file, format, at, held(length, size - at, format)))
              : Optional.empty();
        }
        if (id == FORMAT_CHUNK) {
          format = format(in.readNBytes((int) Math.min(length, 40)));
          in.skipNBytes(Math.max(0, length - 40));
        } else {
          in.skipNBytes(length);
        }
        in.skipNBytes(length & 1);
        at += length + (length & 1);
      }
    } catch (EOFException e) {
      throw cut("its header ends early, after " + size + " bytes");
    }
    throw cut("it has no sample data in its " + size + " bytes");
  }

  void copyTo(PcmWriter out) throws IOException, AudioException {
    Resampler resampler = new Resampler(format.rate(), out);
    try (DataInputStream in = stream(file)) {
      in.skipNBytes(dataOffset);
      byte[] frame = new byte[format.frameBytes()];
      ByteBuffer samples = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
      for (long left = dataBytes / frame.length; left > 0; left--) {
        in.readFully(frame);
        resampler.put(mono(samples));
      }
    }
    resampler.end();
  }

  private float mono(ByteBuffer samples) {
    samples.rewind();
    float sum = 0;
    for (int channel = 0; channel < format.channels(); channel++) {
      sum += sample(samples);
    }
    return sum / format.channels();
  }

  private float sample(ByteBuffer samples) {
    return switch (format.bits()) {
      case 8 -> (Byte.toUnsignedInt(samples.get()) - 128) / 128f;
      case 16 -> samples.getShort() / 32768f;
      case 24 -> {
        int low = Byte.toUnsignedInt(samples.get());
        yield (low | samples.getShort() << 8) / 8388608f;
      }
      default -> format.encoding() == FLOAT ? samples.getFloat() : samples.getInt() / 0x1p31f;
    };
  }

  /// Streams write their length as zero or nearly the greatest number: then all that is there
  /// counts.
  private static long held(long declared, long there, Format format) throws AudioException {
    boolean unknown = declared == 0 || declared >= UNKNOWN_LENGTH;
    if (!unknown && declared > there + format.frameBytes()) {
      throw cut("it promises " + declared + " bytes of samples and holds " + there);
    }
    long held = unknown ? there : Math.min(declared, there);
    if (held < format.frameBytes()) {
      throw new AudioException(AudioException.Problem.EMPTY, "the sound holds no samples");
    }
    return held;
  }

  private static Format format(byte[] chunk) throws AudioException {
    if (chunk.length < 16) {
      throw cut("its format chunk has " + chunk.length + " bytes, fewer than 16");
    }
    ByteBuffer fields = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    int encoding = Short.toUnsignedInt(fields.getShort(0));
    if (encoding == EXTENSIBLE && chunk.length >= 26) {
      encoding = Short.toUnsignedInt(fields.getShort(24));
    }
    return new Format(
        encoding,
        Short.toUnsignedInt(fields.getShort(2)),
        fields.getInt(4),
        Short.toUnsignedInt(fields.getShort(14)));
  }

  private static int little(DataInputStream in) throws IOException {
    return Integer.reverseBytes(in.readInt());
  }

  private static DataInputStream stream(Path file) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
  }

  private static AudioException cut(String problem) {
    return new AudioException(
        AudioException.Problem.DAMAGED, "the WAV file is damaged: " + problem);
  }
}
