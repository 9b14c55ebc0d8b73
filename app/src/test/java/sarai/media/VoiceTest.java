package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.media.VoiceActivity.Found;
import sarai.media.VoiceActivity.Reason;
import sarai.media.VoiceActivity.Stretch;

class VoiceTest {
  private static final int SECOND = Sound.RATE;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"jfk", "en-quilter", "es-arenas", "two-speakers"})
  void peopleWhoSpeakAreHeard(String name) throws Exception {
    try (Sound sound = sample(name)) {
      Found found = VoiceActivity.find(sound);
      assertThat(found.reason()).isNull();
      assertThat(found.stretches()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "silence, NOISE",
    "one-low-beep, MUSIC",
    "two-falling-beeps, MUSIC",
    "three-high-beeps, MUSIC",
    "four-rising-beeps, MUSIC"
  })
  void whatIsNotSpeechHasAReason(String name, Reason reason) throws Exception {
    try (Sound sound = sample(name)) {
      assertThat(VoiceActivity.find(sound)).isEqualTo(new Found(List.of(), reason));
    }
  }

  @Test
  void zerosAreSilence() throws Exception {
    try (Sound sound = Waves.sound(folder, SECOND, i -> 0)) {
      assertThat(VoiceActivity.find(sound).reason()).isEqualTo(Reason.SILENCE);
    }
  }

  @Test
  void oneSampleIsSilence() throws Exception {
    try (Sound sound = Waves.sound(folder, 1, i -> 0.0001)) {
      assertThat(VoiceActivity.find(sound).reason()).isEqualTo(Reason.SILENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void hissIsNoise(long seed) throws Exception {
    Random random = new Random(seed);
    try (Sound sound = Waves.sound(folder, 4 * SECOND, i -> 0.05 * random.nextGaussian())) {
      assertThat(VoiceActivity.find(sound).reason()).as("seed %d", seed).isEqualTo(Reason.NOISE);
    }
  }

  @Test
  void aMelodyIsMusic() throws Exception {
    try (Sound sound =
        Waves.sound(
            folder,
            6 * SECOND,
            i -> {
              double note = 220 * Math.pow(2, (i / 4000 % 8) / 12.0);
              return 0.3 * Math.sin(2 * Math.PI * note * i / SECOND);
            })) {
      assertThat(VoiceActivity.find(sound).reason()).isEqualTo(Reason.MUSIC);
    }
  }

  @Test
  void spansAreTrimmedOrderedAndUnder29Seconds() {
    List<Stretch> stretches =
        List.of(
            new Stretch(SECOND, 10L * SECOND),
            new Stretch(11L * SECOND, 27L * SECOND),
            new Stretch(28L * SECOND, 40L * SECOND),
            new Stretch(50L * SECOND, 115L * SECOND));
    List<Stretch> spans = VoiceSpans.of(new Found(stretches, null), 120L * SECOND);

    assertThat(spans.getFirst().from()).isEqualTo(SECOND * 7 / 10);
    assertThat(spans.getLast().to()).isEqualTo(SECOND * 1153L / 10);
    assertThat(spans).hasSize(5).allMatch(span -> span.seconds() <= 29);
    for (int i = 1; i < spans.size(); i++) {
      assertThat(spans.get(i).from()).isGreaterThanOrEqualTo(spans.get(i - 1).to());
    }
  }

  @Test
  void longSpeechIsFoundWindowByWindowAndWholly() throws Exception {
    try (Sound sound = Waves.sound(folder, 400 * SECOND, VoiceTest::talk)) {
      SpeechWalk walk = new SpeechWalk(sound);
      List<Stretch> spans = new ArrayList<>();
      int windows = 0;
      for (List<Stretch> next = walk.next(); next != null; next = walk.next()) {
        spans.addAll(next);
        windows++;
      }
      assertThat(windows).isGreaterThan(2);
      assertThat(walk.reason()).isNull();
      double covered = spans.stream().mapToDouble(Stretch::seconds).sum();
      assertThat(covered).isBetween(345.0, 400.0);
      for (int i = 1; i < spans.size(); i++) {
        assertThat(spans.get(i).from()).isGreaterThanOrEqualTo(spans.get(i - 1).to());
        assertThat(spans.get(i).from() - spans.get(i - 1).to()).isLessThan(SECOND);
      }
      // Where a pause is, no span ends within what is said.
      assertThat(spans).allMatch(span -> Math.abs(talk((int) span.to() - 1)) < 0.01);
    }
  }

  /// Something with the melody and rhythm of speech: three voiced syllables a second, pauses of
  /// half a second every four.
  private static double talk(int sample) {
    double time = sample / (double) SECOND;
    double phase =
        2 * Math.PI * (140 * time - 40 / (1.8 * Math.PI) * Math.cos(1.8 * Math.PI * time));
    double syllable = Math.pow(Math.sin(Math.PI * 3 * time), 2);
    return time % 4 < 3.5 ? syllable * 0.2 * (Math.sin(phase) + Math.sin(2 * phase)) : 0;
  }

  @Test
  void noSpeechHasNoSpans() {
    assertThat(VoiceSpans.of(new Found(List.of(), Reason.SILENCE), SECOND)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {90, 150, 220, 350})
  void pitchIsFoundWithinOnePercent(int hertz) throws Exception {
    try (Sound sound =
        Waves.sound(
            folder,
            SECOND,
            i -> {
              double phase = 2 * Math.PI * hertz * i / SECOND;
              return 0.2 * Math.sin(phase) + 0.1 * Math.sin(2 * phase) + 0.1 * Math.sin(3 * phase);
            })) {
      assertThat(VoiceProsody.of(sound).pitch()).isCloseTo(hertz, within(hertz * 0.01));
    }
  }

  @Test
  void excitedSpeechIsMoreArousedThanTheSameSpeechCalm() {
    VoiceProsody calm = new VoiceProsody(-35, 120, 3, 2.5, 0.4);
    VoiceProsody excited = new VoiceProsody(-17, 220, 12, 6, 0.05);
    assertThat(calm.arousal()).isBetween(0.0, 0.4);
    assertThat(excited.arousal()).isBetween(0.7, 1.0);
    assertThat(new VoiceProsody(-10, 0, 0, 0, 0).arousal()).isZero();
  }

  @Test
  void realSpeechHasPlausibleProsody() throws Exception {
    try (Sound sound = sample("jfk")) {
      VoiceProsody prosody = VoiceProsody.of(sound);
      assertThat(prosody.pitch()).isBetween(100.0, 260.0);
      assertThat(prosody.rate()).isBetween(1.5, 9.0);
      assertThat(prosody.pauses()).isBetween(0.05, 0.7);
      assertThat(prosody.arousal()).isBetween(0.1, 0.9);
    }
  }

  @Test
  void quietSpeechIsBroughtUpAndLoudSpeechIsNotClipped() {
    float[] quiet = {0.001f, -0.001f, 0.001f, -0.001f};
    float[] peaked = {1f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    AudioLevel.normalise(quiet);
    AudioLevel.normalise(peaked);
    assertThat(quiet[0]).isCloseTo(0.0316f, within(0.001f));
    assertThat(peaked[0]).isBetween(0.3f, 0.98f);
  }

  private Sound sample(String name) throws Exception {
    return new AudioDecoder(Waves.NO_FFMPEG, Waves.LIMITS, folder)
        .decode(Waves.sample(name + ".wav"));
  }
}
