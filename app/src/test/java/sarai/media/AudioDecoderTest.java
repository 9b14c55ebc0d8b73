package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.media.AudioException.Problem;
import sarai.units.Bytes;

class AudioDecoderTest {
  @TempDir Path folder;

  @Test
  void aPlainWaveNeedsNoDecoder() throws Exception {
    try (Sound sound = decoder().decode(Waves.sample("jfk.wav"))) {
      assertThat(sound.samples()).isEqualTo(176_000);
      assertThat(sound.duration()).isEqualTo(Duration.ofSeconds(11));
      assertThat(Files.size(sound.pcm())).isEqualTo(704_000);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({"192000, 8", "48000, 2", "44100, 1", "22050, 2", "8000, 1"})
  void aToneKeepsItsLoudnessAndPitchFromAnyRate(int rate, int channels) throws Exception {
    byte[] wav = Waves.wav(rate, channels, rate, i -> 0.5 * Math.sin(2 * Math.PI * 440 * i / rate));
    try (Sound sound = decoder().decode(file(wav))) {
      float[] samples = Waves.samples(sound);
      assertThat(samples.length).isCloseTo(16_000, within(1));
      double worst = 0;
      for (int i = 200; i < 15_800; i++) {
        worst =
            Math.max(worst, Math.abs(samples[i] - 0.5 * Math.sin(2 * Math.PI * 440 * i / 16e3)));
      }
      assertThat(worst).isLessThan(0.01);
    }
  }

  @Test
  void aSilentFileAndOneOfASingleSampleAreSoundsWithoutSpeech() throws Exception {
    for (int frames : new int[] {1, 16_000}) {
      try (Sound sound = decoder().decode(file(Waves.wav(16_000, 1, frames, _ -> 0)))) {
        assertThat(sound.samples()).isEqualTo(frames);
        assertThat(VoiceActivity.find(sound).reason()).isEqualTo(VoiceActivity.Reason.SILENCE);
      }
    }
  }

  @Test
  void onlyOldSoundsOfOursAreCleanedUp() throws Exception {
    Instant now = Instant.now();
    for (String name : List.of("sound-123.f32", "wave-4.wav", "span-5.wav", "mine.wav")) {
      Path old = Files.createFile(folder.resolve(name));
      Files.setLastModifiedTime(old, FileTime.from(now.minusSeconds(100)));
    }
    Files.createFile(folder.resolve("sound-7.f32"));

    AudioDecoder.clean(folder, now.minusSeconds(50));

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(it -> String.valueOf(it.getFileName())))
          .containsExactlyInAnyOrder("mine.wav", "sound-7.f32");
    }
  }

  @Test
  void whatLiesAboveTheNewNyquistIsFilteredOut() throws Exception {
    byte[] wav = Waves.wav(48_000, 1, 48_000, i -> 0.5 * Math.sin(2 * Math.PI * 11_000 * i / 48e3));
    try (Sound sound = decoder().decode(file(wav))) {
      float[] samples = Waves.samples(sound);
      for (int i = 200; i < 15_800; i++) {
        assertThat(samples[i]).isCloseTo(0, within(0.02f));
      }
    }
  }

  @Test
  void oneSampleIsASound() throws Exception {
    try (Sound sound = decoder().decode(file(Waves.wav(16_000, 1, 1, i -> 0.5)))) {
      assertThat(sound.samples()).isEqualTo(1);
    }
  }

  @Test
  void aCutFileSaysWhatIsMissing() throws IOException {
    byte[] wav = Waves.wav(16_000, 1, 16_000, i -> 0);
    AudioException problem = refused(Arrays.copyOf(wav, wav.length / 2));
    assertThat(problem.problem()).isEqualTo(Problem.DAMAGED);
    assertThat(problem).hasMessageContaining("32000").hasMessageContaining("15978");
  }

  @Test
  void emptyThingsAreEmpty() throws IOException {
    assertThat(refused(new byte[0]).problem()).isEqualTo(Problem.EMPTY);
    assertThat(refused(Waves.wav(16_000, 1, 0, i -> 0)).problem()).isEqualTo(Problem.EMPTY);
  }

  @Test
  void whatIsNoSoundIsRefusedWhateverItsName() throws IOException {
    AudioException problem =
        refused("#EXTM3U\nfile:///etc/passwd".getBytes(StandardCharsets.UTF_8));
    assertThat(problem.problem()).isEqualTo(Problem.UNKNOWN_FORMAT);
  }

  @Test
  void anEncodedFileNeedsTheDecoder() throws IOException {
    assertThat(refused("OggS............".getBytes(StandardCharsets.UTF_8)).problem())
        .isEqualTo(Problem.NO_DECODER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "464f524d0000000041494646",
        "2321414d520a3c",
        "464c560105",
        "000001ba44000400",
        "000000086d6f6f76",
        "1a45dfa39f4286810142f7810142f2810442f381084282847765626d"
      })
  void everySoundOrFilmThatIsTakenInIsBroughtToTheDecoder(String head) throws IOException {
    assertThat(refused(HexFormat.of().parseHex(head)).problem()).isEqualTo(Problem.NO_DECODER);
  }

  @Test
  void aPictureIsNoSound() throws IOException {
    assertThat(refused(HexFormat.of().parseHex("89504e470d0a1a0a")).problem())
        .isEqualTo(Problem.UNKNOWN_FORMAT);
  }

  @Test
  void aWaveOfMoreThan4GigabytesIsReadToo() throws Exception {
    byte[] wav = Waves.wav(16_000, 1, 1600, _ -> 0.5);
    byte[] large =
        ByteBuffer.allocate(wav.length + 36)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("RF64".getBytes(StandardCharsets.US_ASCII))
            .putInt(-1)
            .put("WAVEds64".getBytes(StandardCharsets.US_ASCII))
            .putInt(28)
            .putLong(wav.length + 28)
            .putLong(3200)
            .putLong(1600)
            .putInt(0)
            .put(wav, 12, wav.length - 12)
            .putInt(76, -1)
            .array();
    try (Sound sound = decoder().decode(file(large))) {
      assertThat(sound.samples()).isEqualTo(1600);
    }
  }

  @Test
  void limitsHold() throws Exception {
    byte[] wav = Waves.wav(16_000, 1, 32_000, i -> 0.1);
    AudioLimits small =
        new AudioLimits(Bytes.of(1000), Duration.ofMinutes(1), Duration.ofMinutes(1));
    AudioLimits brief =
        new AudioLimits(Bytes.of(1 << 20), Duration.ofSeconds(1), Duration.ofMinutes(1));
    assertThat(refused(wav, small).problem()).isEqualTo(Problem.TOO_LARGE);
    assertThat(refused(wav, brief).problem()).isEqualTo(Problem.TOO_LONG);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damagedWavesAreSoundsOrTypedErrors(long seed) throws Exception {
    Random random = new Random(seed);
    byte[] whole = Waves.wav(44_100, 2, 2000, i -> random.nextDouble() - 0.5);
    for (int round = 0; round < 200; round++) {
      byte[] damaged =
          random.nextBoolean() ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length));
      for (int i = 0; i < 4 && damaged.length > 0; i++) {
        damaged[random.nextInt(Math.min(48, damaged.length))] = (byte) random.nextInt();
      }
      try (Sound sound = decoder().decode(file(damaged))) {
        assertThat(sound.samples()).as("seed %d round %d", seed, round).isPositive();
      } catch (AudioException e) {
        assertThat(e.problem()).as("seed %d round %d", seed, round).isNotNull();
      }
    }
  }

  private AudioDecoder decoder() {
    return new AudioDecoder(Waves.NO_FFMPEG, Waves.LIMITS, folder);
  }

  private Path file(byte[] content) throws IOException {
    Path file = Files.createTempFile("sarai-test-", ".mp3");
    file.toFile().deleteOnExit();
    return Files.write(file, content);
  }

  private AudioException refused(byte[] content) throws IOException {
    return refused(content, Waves.LIMITS);
  }

  private AudioException refused(byte[] content, AudioLimits limits) throws IOException {
    Path file = file(content);
    AudioException problem =
        catchThrowableOfType(
            AudioException.class,
            () -> new AudioDecoder(Waves.NO_FFMPEG, limits, folder).decode(file));
    assertThat(folder).isEmptyDirectory();
    return problem;
  }
}
