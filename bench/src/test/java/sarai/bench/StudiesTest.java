package sarai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The fps study and the blind comparison, without an engine.
final class StudiesTest {
  @TempDir private Path folder;

  private static double[] centre(BufferedImage frame) {
    double x = 0;
    double y = 0;
    int count = 0;
    for (int i = 0; i < frame.getWidth() * frame.getHeight(); i++) {
      int column = i % frame.getWidth();
      int row = i / frame.getWidth();
      if ((frame.getRGB(column, row) & 0xFF) < 100) {
        x += column;
        y += row;
        count++;
      }
    }
    return new double[] {x / count, y / count};
  }

  @ParameterizedTest
  @EnumSource
  void drawnShapeMovesItsWayAndNoOther(MotionClips.Way way) {
    MotionClips.Motion motion = new MotionClips.Motion(way, true, Color.RED, 3, 0, 3);
    double[] from = centre(motion.frame(0));
    double[] to = centre(motion.frame(motion.frames() / 2));
    double x = Math.signum(Math.rint((to[0] - from[0]) / 10));
    double y = Math.signum(Math.rint((to[1] - from[1]) / 10));
    assertThat(List.of(x, y))
        .isEqualTo(
            switch (way) {
              case RIGHT -> List.of(1.0, 0.0);
              case LEFT -> List.of(-1.0, 0.0);
              case UP -> List.of(0.0, -1.0);
              case DOWN -> List.of(0.0, 1.0);
            });
  }

  private static FpsTally tally(double... settingsAndRightOfTen) {
    FpsTally tally = new FpsTally();
    for (int i = 0; i < settingsAndRightOfTen.length; i += 2) {
      double setting = settingsAndRightOfTen[i];
      int right = (int) settingsAndRightOfTen[i + 1];
      IntStream.range(0, 10)
          .forEach(
              shot -> tally.add(setting, new FpsTally.Shot("slow", shot < right, 10, setting)));
    }
    return tally;
  }

  @Test
  void adviceIsTheLeastSettingThatIsNotClearlyWorse() {
    assertThat(tally(0.5, 2, 1, 8, 2, 9, 4, 10).advice(2))
        .contains("right at 4.0 (10 of 10)")
        .contains("not clearly worse is 2.0")
        .contains("default is 2.0 (9 of 10)");
  }

  @Test
  void curvesHaveAPointForEachSettingAndAreDrawn() {
    List<Row> rows = tally(1, 5, 2, 10).rows("frames a second");
    assertThat(rows.getFirst().figure()).isEqualTo(25);
    assertThat(rows.getFirst().text()).contains("1: 50").contains("2: 0");
    assertThat(new CurvePlot((Row.Curve) rows.getFirst()).svg()).contains("<svg", "<circle");
  }

  @Test
  void pairsNameNoModelUntilAPersonHasJudged() throws IOException {
    BlindPairs pairs = new BlindPairs(folder, 3);
    List<BlindPairs.Pair> answers =
        IntStream.range(0, 8)
            .mapToObj(i -> new BlindPairs.Pair("prompt " + i, "warm " + i, "cold\nbetter: A"))
            .toList();
    pairs.write(answers, "omni", "text");
    Path file = folder.resolve("empathy-pairs.md");
    String text = Files.readString(file);
    assertThat(text).doesNotContain("omni", "text").contains("A: warm", "A: cold");
    assertThat(pairs.judged()).isFalse();

    StringBuilder judged = new StringBuilder();
    String last = "";
    for (String line : text.lines().toList()) {
      last = line.startsWith("A: ") ? line : last;
      judged.append(line.equals("better: ") ? line + (last.contains("warm") ? "A" : "B") : line);
      judged.append('\n');
    }
    Files.writeString(file, judged);

    assertThat(pairs.judged()).isTrue();
    Row.Estimate row = (Row.Estimate) pairs.verdict().getFirst();
    assertThat(row.value()).as(row.name()).isEqualTo(row.name().startsWith("omni") ? 100 : 0);
  }

  @Test
  void promptsAreInBothLanguages() throws IOException {
    assertThat(EmpathySuite.prompts()).hasSize(12).contains("Estoy triste.", "I feel sad.");
  }
}
