package sarai.engine.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sarai.engine.SpeechModel.Segment;

class SubtitlesTest {
  private static final List<Segment> SEGMENTS =
      List.of(new Segment(0, 1.5, "Hola."), new Segment(3661.0415, 3662, "a --> b\nc"));

  @Test
  void subRipNumbersItsBlocks() {
    assertThat(Subtitles.srt(SEGMENTS))
        .isEqualTo(
            """
            1
            00:00:00,000 --> 00:00:01,500
            Hola.

            2
            01:01:01,042 --> 01:01:02,000
            a → b c

            """);
  }

  @Test
  void webVttHasItsHeaderAndPoints() {
    assertThat(Subtitles.vtt(SEGMENTS))
        .startsWith("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHola.\n\n")
        .endsWith("01:01:01.042 --> 01:01:02.000\na → b c\n\n");
  }

  @Test
  void nothingSaidIsAnEmptyFile() {
    assertThat(Subtitles.srt(List.of())).isEmpty();
    assertThat(Subtitles.vtt(List.of())).isEqualTo("WEBVTT\n\n");
  }
}
