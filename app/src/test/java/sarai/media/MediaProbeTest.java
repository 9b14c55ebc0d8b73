package sarai.media;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MediaProbeTest {
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
