package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.media.AudioException.Problem;
import sarai.units.Bytes;

/// The containers, made and opened by the real FFmpeg.
class AudioDecoderIT {
  @TempDir Path folder;
  @TempDir Path made;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mp3 | -c:a libmp3lame -b:a 64k",
        "m4a | -c:a aac -b:a 64k",
        "aac | -c:a aac -b:a 64k -f adts",
        "ogg | -c:a libopus -b:a 24k",
        "flac | -c:a flac",
        "webm | -c:a libopus -b:a 24k",
        "wav | -c:a adpcm_ms",
        "wav | -rf64 always",
        "aiff | -c:a pcm_s16be",
        "flv | -c:a aac",
        "ts | -c:a aac",
        "mpg | -c:a mp2",
        "mov | -f lavfi -i testsrc=s=64x64:r=5 -map 0:a -map 1:v -shortest -c:a aac -c:v mpeg4"
      })
  void everyContainerIsHeard(String suffix, String options) throws Exception {
    try (Sound sound = decoder(Waves.LIMITS).decode(encoded(suffix, options))) {
      assertThat((double) sound.samples()).isCloseTo(93_680, within(3200.0));
      assertThat(VoiceActivity.find(sound).reason()).isNull();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theNameDoesNotMatter() throws Exception {
    Path flac = encoded("flac", "-c:a flac");
    try (Sound sound = decoder(Waves.LIMITS).decode(Files.move(flac, made.resolve("note.mp3")))) {
      assertThat(sound.samples()).isGreaterThan(90_000);
    }
  }

  @Test
  void aSilentFilmHasNoAudioTrack() throws Exception {
    assertThat(refused(Waves.sample("red-circle-right.mp4"), Waves.LIMITS).problem())
        .isEqualTo(Problem.NO_AUDIO_TRACK);
  }

  @Test
  void aCutMp4IsDamagedAndACutMp3IsHeardAsFarAsItGoes() throws Exception {
    byte[] film = Files.readAllBytes(encoded("m4a", "-c:a aac"));
    Path cut = Files.write(made.resolve("cut.m4a"), Arrays.copyOf(film, film.length / 2));
    AudioException damaged = refused(cut, Waves.LIMITS);
    assertThat(damaged.problem()).isEqualTo(Problem.DAMAGED);
    assertThat(damaged).hasMessageEndingWith("FFmpeg says: moov atom not found");

    byte[] mp3 = Files.readAllBytes(encoded("mp3", "-c:a libmp3lame -b:a 64k"));
    Path half = Files.write(made.resolve("half.mp3"), Arrays.copyOf(mp3, mp3.length / 2));
    try (Sound sound = decoder(Waves.LIMITS).decode(half)) {
      assertThat((double) sound.samples()).isCloseTo(46_800, within(3200.0));
    }
  }

  @Test
  void longSoundsAndSlowDecodersAreStopped() throws Exception {
    Path mp3 = encoded("mp3", "-c:a libmp3lame -b:a 64k");
    AudioLimits brief =
        new AudioLimits(Bytes.ofMegabytes(1), Duration.ofSeconds(2), Duration.ofMinutes(1));
    AudioLimits hasty =
        new AudioLimits(Bytes.ofMegabytes(1), Duration.ofMinutes(1), Duration.ofMillis(1));
    assertThat(refused(mp3, brief).problem()).isEqualTo(Problem.TOO_LONG);
    assertThat(refused(mp3, hasty).problem()).isEqualTo(Problem.TOO_SLOW);
  }

  @Test
  void manyChannelsAtAHighRateAreHeardInEveryContainer() throws Exception {
    for (String form : List.of("flac | -ac 8 -ar 192000 -c:a flac", "wav | -ac 8 -ar 192000")) {
      String[] parts = form.split("\\|");
      try (Sound sound = decoder(Waves.LIMITS).decode(encoded(parts[0].strip(), parts[1]))) {
        assertThat((double) sound.samples()).as(form).isCloseTo(93_680, within(3200.0));
        assertThat(VoiceActivity.find(sound).reason()).as(form).isNull();
      }
    }
  }

  /// `SARAI_FUZZ_ROUNDS` and `SARAI_FUZZ_SEED` make it longer and another one.
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void damagedContainersAreSoundsOrTypedErrors(long given) throws Exception {
    long seed = given + Long.parseLong(System.getenv().getOrDefault("SARAI_FUZZ_SEED", "0"));
    int rounds = Integer.parseInt(System.getenv().getOrDefault("SARAI_FUZZ_ROUNDS", "20"));
    Random random = new Random(seed);
    List<byte[]> whole = new ArrayList<>();
    whole.add(Files.readAllBytes(encoded("mp3", "-c:a libmp3lame -b:a 64k")));
    whole.add(Files.readAllBytes(encoded("m4a", "-c:a aac")));
    whole.add(Files.readAllBytes(encoded("ogg", "-c:a libopus -b:a 24k")));
    whole.add(Files.readAllBytes(encoded("flac", "-c:a flac")));
    whole.add(Files.readAllBytes(encoded("webm", "-c:a libopus -b:a 24k")));
    for (int round = 0; round < rounds; round++) {
      Path file = Files.write(made.resolve("damaged"), damage(whole.get(round % 5), random));
      try (Sound sound = decoder(Waves.LIMITS).decode(file)) {
        assertThat(sound.samples()).as("seed %d round %d", seed, round).isPositive();
      } catch (AudioException e) {
        assertThat(e.getMessage()).as("seed %d round %d", seed, round).isNotBlank();
      }
      assertThat(folder).as("seed %d round %d", seed, round).isEmptyDirectory();
    }
  }

  private static byte[] damage(byte[] whole, Random random) {
    byte[] damaged =
        random.nextInt(3) == 0
            ? Arrays.copyOf(whole, 16 + random.nextInt(whole.length - 16))
            : whole.clone();
    int hits = 1 + random.nextInt(200);
    for (int i = 0; i < hits; i++) {
      int reach = random.nextBoolean() ? Math.min(600, damaged.length) : damaged.length;
      damaged[random.nextInt(reach)] = (byte) random.nextInt();
    }
    return damaged;
  }

  private AudioDecoder decoder(AudioLimits limits) {
    return new AudioDecoder(Installed.ffmpeg(), limits, folder);
  }

  private AudioException refused(Path file, AudioLimits limits) {
    AudioException problem =
        catchThrowableOfType(AudioException.class, () -> decoder(limits).decode(file));
    assertThat(folder).isEmptyDirectory();
    return problem;
  }

  private Path encoded(String suffix, String options) throws IOException, InterruptedException {
    Path target = made.resolve("note." + suffix);
    List<String> command =
        new ArrayList<>(List.of(ffmpeg(), "-nostdin", "-loglevel", "error", "-y", "-i"));
    command.add(Waves.sample("en-quilter.wav").toString());
    command.addAll(List.of(options.strip().split(" ")));
    command.add(target.toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as("ffmpeg's exit code").isZero();
    return target;
  }

  static String ffmpeg() {
    String program = System.getenv("SARAI_FFMPEG");
    if (program != null) {
      return program;
    }
    for (String path : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(path, "ffmpeg"))) {
        return Path.of(path, "ffmpeg").toString();
      }
    }
    return abort("no ffmpeg on PATH: install it, or name one by SARAI_FFMPEG");
  }
}
