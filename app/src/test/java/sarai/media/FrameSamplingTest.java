package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.media.FrameSampling.Range;
import sarai.media.FrameSampling.Rate;

class FrameSamplingTest {
  @ParameterizedTest
  @CsvSource({
    "2, 30, 2",
    "3, 30, 2",
    "5, 30, 4",
    "30, 30, 4",
    "90, 30, 6",
    "150, 30, 10",
    "300, 30, 20",
    "301, 25, 24",
    "1800, 30, 120",
    "18000, 30, 768"
  })
  void twoFramesASecondWithinTheOfficialCounts(int total, double fps, int expected)
      throws MediaException {
    assertThat(FrameSampling.count(total, fps, Rate.of(2))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void aClipWithoutTwoFramesIsRefused(int total) {
    assertThatThrownBy(() -> FrameSampling.count(total, 30, Rate.of(2)))
        .isInstanceOf(MediaException.TooShort.class)
        .hasMessageContaining("2 or more");
  }

  @Test
  void indicesAreSpreadEvenlyWithBothEnds() {
    assertThat(FrameSampling.indices(new Range(0, 29), 4)).containsExactly(0, 10, 19, 29);
    assertThat(FrameSampling.indices(new Range(0, 2), 2)).containsExactly(0, 2);
    assertThat(FrameSampling.indices(new Range(10, 13), 4)).containsExactly(10, 11, 12, 13);
  }

  @Test
  void explicitCountsRoundHalfToEvenPairs() throws MediaException {
    assertThat(FrameSampling.explicitCount(5, 100)).isEqualTo(4);
    assertThat(FrameSampling.explicitCount(7, 100)).isEqualTo(8);
    assertThatThrownBy(() -> FrameSampling.explicitCount(1, 100))
        .isInstanceOf(MediaException.TooShort.class);
    assertThatThrownBy(() -> FrameSampling.explicitCount(12, 10))
        .isInstanceOf(MediaException.TooShort.class);
  }

  @ParameterizedTest
  @CsvSource({"0, Infinity, 0, 89", "1, 2, 30, 60", "0.01, 99, 1, 89", "2.99, 3, 90, 89"})
  void aRangeInSecondsBecomesFrames(double start, double end, int first, int last)
      throws MediaException {
    if (first >= last) {
      assertThatThrownBy(() -> FrameSampling.range(90, 30, start, end))
          .isInstanceOf(MediaException.TooShort.class)
          .hasMessageContaining("3.00 s");
    } else {
      assertThat(FrameSampling.range(90, 30, start, end)).isEqualTo(new Range(first, last));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20, 1920, 1080, 1152×640",
    "600, 1920, 1080, 832×448",
    "768, 1920, 1080, 736×384",
    "20, 320, 240, 448×320"
  })
  void framesShareTheSequence(int count, int width, int height, String expected)
      throws MediaException {
    assertThat(FrameSampling.officialFrame(new ImageSize(width, height), count, 32))
        .hasToString(expected);
  }
}
