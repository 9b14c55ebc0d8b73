package sarai.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.bench.EventClips.Colour;
import sarai.bench.EventClips.Kind;

/// The fps study and the blind comparison, without an engine.
final class StudiesTest {
  @TempDir private Path folder;

  private static boolean isSeen(EventClips.Event event, int index) {
    BufferedImage frame = event.frame(index);
    return IntStream.range(0, frame.getWidth() * frame.getHeight())
        .anyMatch(
            i -> (frame.getRGB(i % frame.getWidth(), i / frame.getWidth()) >> 8 & 0xFF) < 200);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.15, 1.2, 4})
  void drawnShapeIsSeenInItsTimeAndInNoOther(double seconds) {
    EventClips.Event event = EventClips.Event.any(new Random(1), seconds, 4);
    List<Integer> seen =
        IntStream.range(0, event.frames()).filter(i -> isSeen(event, i)).boxed().toList();
    assertThat((double) seen.size() / EventClips.RATE).isCloseTo(seconds, within(0.05));
    assertThat((double) seen.getFirst() / EventClips.RATE).isCloseTo(event.start(), within(0.05));
    assertThat(seen.getLast() - seen.getFirst()).as("in one piece").isEqualTo(seen.size() - 1);
  }

  @Test
  void answerIsRightWhenShapeAndColourAreNamed() {
    EventClips.Event event =
        new EventClips.Event(Kind.CIRCLE, Colour.RED, new EventClips.Place(50, 50), 0, 1, 4);
    assertThat(event.isNamedIn("I see a red circle.")).isTrue();
    assertThat(event.isNamedIn("I see a red square and a blue circle.")).isTrue();
    assertThat(event.isNamedIn("I see a yellow circle.")).isFalse();
    assertThat(event.isNamedIn("I see a red square.")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1", "0, 5, 0.03125", "5, 0, 1", "1, 4, 0.1875", "3, 3, 0.65625"})
  void signTestIsTheChanceOfACoin(int won, int lost, double chance) {
    assertThat(new SignTest(won, lost).chance()).isCloseTo(chance, within(1e-12));
  }

  /// Twenty clips; each setting has the first ones right.
  private static FpsTally tally(double... settingsAndRightOfTwenty) {
    FpsTally tally = new FpsTally("frames a second");
    for (int i = 0; i < settingsAndRightOfTwenty.length; i += 2) {
      double setting = settingsAndRightOfTwenty[i];
      double right = settingsAndRightOfTwenty[i + 1];
      for (int clip = 0; clip < 20; clip++) {
        tally.add(setting, shot("brief " + clip, false, clip < right, setting));
      }
      tally.add(setting, shot("control", true, right >= 0, setting));
    }
    return tally;
  }

  private static FpsTally.Shot shot(String clip, boolean always, boolean right, double setting) {
    FpsTally.Cost cost = new FpsTally.Cost((int) (4 * setting), 10, setting);
    return new FpsTally.Shot(clip, always ? "always there" : "brief", always, right, cost);
  }

  private static String chosen(FpsTally tally) {
    return tally.advice(2).stream()
        .filter(row -> row.name().equals("frames a second chosen, " + FpsTally.ALL))
        .map(Row::text)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void cheapestSettingIsChosenThatIsNotClearlyWorseThanTheBest() {
    assertThat(chosen(tally(1, 4, 2, 14, 3, 16, 4, 20)))
        .startsWith("3.0, which named 16 of 20; the best is 4.0, which named 20 of 20")
        .contains("the default, 2.0, named 14 of 20 and is clearly worse")
        .contains("6 clips lost, 0 won, p = 0.016");
    assertThat(chosen(tally(1, 20, 2, 20, 3, 20)))
        .startsWith("1.0, ")
        .contains("not clearly worse");
  }

  @Test
  void settingAtWhichTheModelSeesNothingAtAllIsNotChosen() {
    FpsTally tally = tally(1, 4, 2, 18, 8, -1);
    assertThat(tally.isBeyondTheModel(8)).isTrue();
    assertThat(chosen(tally)).startsWith("2.0, which named 18 of 20; the best is 2.0");
    assertThat(tally.advice(2).getLast().text()).startsWith("at [8.0] it named less than half");
  }

  @Test
  void curvesHaveAPointForEachSettingAndAreDrawn() {
    List<Row> rows = tally(1, 10, 2, 20).rows();
    assertThat(rows.getFirst().text()).contains("1: 50 (30–70)").contains("2: 0 (0–16)");
    assertThat(rows.get(1).text()).as("against frames").contains("4: 50").contains("8: 0");
    assertThat(new CurvePlot((Row.Curve) rows.getFirst()).svg())
        .contains("<svg", "<circle")
        .contains("● " + FpsTally.ALL, "● always there", ">frames a second<", ">% missed<");
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
