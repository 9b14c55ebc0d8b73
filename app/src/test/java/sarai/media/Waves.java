package sarai.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import sarai.units.Bytes;

/// Sounds made for tests.
final class Waves {
  static final Ffmpeg NO_FFMPEG =
      new Ffmpeg(Optional::empty, Ffmpeg.Limits.standard(), ProcessBuilder::start);

  static final AudioLimits LIMITS =
      new AudioLimits(Bytes.ofMegabytes(100), Duration.ofMinutes(10), Duration.ofSeconds(60));

  private Waves() {}

  static Path sample(String name) {
    return Path.of(System.getProperty("sarai.root"), "samples", name);
  }

  /// A 16-bit WAV file with the same signal in each channel.
  static byte[] wav(int rate, int channels, int frames, IntToDoubleFunction signal) {
    int data = frames * channels * 2;
    ByteBuffer out = ByteBuffer.wrap(new byte[44 + data]).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data);
    out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    out.putShort((short) 1).putShort((short) channels).putInt(rate);
    out.putInt(rate * channels * 2).putShort((short) (channels * 2)).putShort((short) 16);
    out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data);
    for (int i = 0; i < frames; i++) {
      for (int channel = 0; channel < channels; channel++) {
        out.putShort((short) Math.round(signal.applyAsDouble(i) * 32767));
      }
    }
    return out.array();
  }

  static Sound sound(Path folder, int samples, IntToDoubleFunction signal) throws IOException {
    ByteBuffer pcm =
        ByteBuffer.wrap(new byte[samples * Float.BYTES]).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples; i++) {
      pcm.putFloat((float) signal.applyAsDouble(i));
    }
    return new Sound(
        Files.write(Files.createTempFile(folder, "wave", ".f32"), pcm.array()), samples);
  }

  static float[] samples(Sound sound) throws IOException {
    float[] samples = new float[(int) sound.samples()];
    ByteBuffer.wrap(Files.readAllBytes(sound.pcm()))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(samples);
    return samples;
  }
}
