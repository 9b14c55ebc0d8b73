package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaProbeTest {
  @ParameterizedTest
  @CsvSource({
    "displaymatrix: rotation of -90.00 degrees, 90",
    "displaymatrix: rotation of 180.00 degrees, 180",
    "Display Matrix: rotation of 90.00 degrees, 270"
  })
  void theTurnOfAClipIsReadAsOldAndNewReportsTellIt(String line, int clockwise)
      throws MediaException {
    MediaProbe probe =
        MediaProbe.parse(
            """
              Duration: 00:00:03.00, start: 0.000000, bitrate: 20 kb/s
              Stream #0:0[0x1](und): Video: h264, yuv420p(progressive), 128x96, 17 kb/s, 10 fps
                Side data:
                  %s
            """
                .formatted(line));
    MediaProbe.Video video = probe.requireVideo();
    assertThat(video.rotation()).isEqualTo(clockwise);
    assertThat(video.shown().equals(video.coded())).isEqualTo(clockwise % 180 == 0);
  }

  /// Found by fuzzing: FFmpeg names no rate for a broken header.
  @Test
  void aClipWithoutAFrameRateIsATypedError() {
    MediaProbe.Video still = new MediaProbe.Video("mpeg4", new ImageSize(64, 48), 0, 0);
    MediaProbe probe = new MediaProbe(Duration.ofSeconds(1), still, null);

    assertThatThrownBy(() ->
            SamplingPlan.of(
                probe,
                new SamplingPlan.Wish(2, 0, Double.POSITIVE_INFINITY),
                Installed.TINY_VL,
                Installed.ROOMY))
        .isInstanceOf(MediaException.Unreadable.class)
        .hasMessageContaining("frame rate");
  }
}
