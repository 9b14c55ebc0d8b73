package sarai.media;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.chat.MediaRef;
import sarai.units.Bytes;

/// What the child decoded and cannot be kept is no fault of the user's file.
class FullDiskTest {
  private static final Ffmpeg ZEROS = ScriptedFfmpeg.running("cat /dev/zero");

  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void aSoundThatFindsNoRoomIsNotCalledDamaged() throws Exception {
    try (PcmWriter full = new PcmWriter(Path.of("/dev/full"), Waves.LIMITS)) {
      AudioChild child = new AudioChild(ZEROS, Waves.LIMITS);
      assertThatThrownBy(() -> child.decode(folder.resolve("a.mp3"), MediaType.MP3, full))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
  }

  /// The first clip is decoded at once, of the second each frame is sought.
  @ParameterizedTest
  @CsvSource({"64, 64", "8000, 6000"})
  void aFrameThatFindsNoSpoolIsNotCalledUnreadable(int width, int height) throws Exception {
    ImageSize coded = new ImageSize(width, height);
    MediaProbe probe =
        new MediaProbe(Duration.ofSeconds(10), new MediaProbe.Video("h264", coded, 10, 0), null);
    SamplingPlan plan =
        new SamplingPlan(
            List.of(0, 99),
            10,
            new ImageSize(32, 32),
            100,
            SamplingPlan.Reduction.NONE,
            "within the budget");
    MediaRef clip =
        new MediaRef("ab".repeat(32), folder.resolve("a.mp4"), Bytes.of(10), "video/mp4");
    Path gone = folder.resolve("spool");
    try (MediaSpool spool = MediaSpool.open(gone, Bytes.ofMegabytes(1))) {
      Files.delete(gone);
      VideoSampler.Job job = new VideoSampler.Job(clip, probe, plan, 10, spool.scope());
      assertThatThrownBy(() -> new VideoSampler(ZEROS, 50_000_000).sample(job, Progress.NONE))
          .isInstanceOf(IOException.class);
      Files.createDirectory(gone);
    }
  }
}
