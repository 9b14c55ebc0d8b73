package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.store.Program;

/// Recording by the real FFmpeg; its tone generator, paced like a microphone, stands for one.
class MicrophoneIT {
  private static final String TONE = "lavfi:sine=frequency=440:sample_rate=16000,arealtime";

  @TempDir Path folder;

  @Test
  void recordsUntilItIsStopped() throws Exception {
    Path file = folder.resolve("spoken.wav");
    Microphone microphone = Microphone.named(ffmpeg(), TONE);
    microphone.probe();
    try (Microphone.Recording recording = microphone.record(file, Duration.ofMinutes(1))) {
      while (file.toFile().length() < 40_000) {
        Thread.onSpinWait();
      }
      recording.stop();
    }
    try (Sound sound = new AudioDecoder(Waves.NO_FFMPEG, Waves.LIMITS, folder).decode(file)) {
      assertThat(sound.samples()).isBetween(19_000L, 600_000L);
    }
  }

  @Test
  void longestRecordingEndsByItself() throws Exception {
    Path file = folder.resolve("long.wav");
    Microphone microphone = Microphone.named(ffmpeg(), "lavfi:sine=frequency=440");
    try (Microphone.Recording recording = microphone.record(file, Duration.ofSeconds(2))) {
      recording.stop();
    }
    assertThat(file.toFile().length()).isGreaterThan(1000);
  }

  @Test
  void aMicrophoneThatIsNotThereIsNamedWithWhatFfmpegSaid() throws Exception {
    Program program = ffmpeg();
    assertThatThrownBy(() -> Microphone.named(program, "alsa:hw:99").probe())
        .isInstanceOf(Microphone.Missing.class)
        .hasMessageContaining("alsa:hw:99");
    assertThatThrownBy(() -> Microphone.named(program, "default"))
        .isInstanceOf(Microphone.Missing.class)
        .hasMessageContaining("FORMAT:DEVICE");
  }

  private static Program ffmpeg() {
    return new Program(List.of(AudioDecoderIT.ffmpeg()), Path.of("").toAbsolutePath(), "test");
  }
}
