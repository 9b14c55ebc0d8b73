package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.whisper.NextToken.Choice;

/// Tokens 0 to 99 are text of one byte each, 100 is the end, times begin at 200.
class TimedTextTest {
  private static final int END = 100;
  private static final int TIME = 200;
  private static final double SPAN = 20;

  private final byte[] bytes = new byte[END];

  private TimedText text(boolean oneSegment) {
    NextToken vocabulary = new NextToken(END, TIME, List.of(), 0);
    return new TimedText(vocabulary, token -> new byte[] {bytes[token]}, SPAN, oneSegment);
  }

  /// Says bytes, each with a log probability.
  private void say(TimedText text, String words, double logProbability) {
    for (byte one : words.getBytes(StandardCharsets.UTF_8)) {
      bytes[0] = one;
      assertThat(ends(text, new Choice(0, logProbability))).isFalse();
    }
  }

  private static boolean ends(TimedText text, Choice choice) {
    text.say(choice);
    return text.ends(choice);
  }

  private static boolean time(TimedText text, double seconds) {
    return ends(text, new Choice(TIME + (int) Math.round(seconds * 50), -1));
  }

  private static boolean end(TimedText text) {
    return ends(text, new Choice(END, -1));
  }

  @Test
  void segmentsAreCutAtTheTimesAndBytesOfALetterComeTogether() {
    TimedText text = text(false);
    time(text, 0.5);
    say(text, " Sí.", -0.1);
    time(text, 3);
    time(text, 4);
    say(text, " No.", -0.3);
    assertThat(time(text, 19.9)).isTrue();
    Reading reading = text.reading("es");
    assertThat(reading.segments())
        .containsExactly(new Segment(0.5, 3, " Sí."), new Segment(4, 19.9, " No."));
    assertThat(reading.meanLogProbability()).isCloseTo((-0.5 - 1.2) / 9, within(1e-9));
    assertThat(reading.language()).isEqualTo("es");
  }

  @Test
  void whatNoTimeClosesLastsUntilTheEndOfTheSpan() {
    TimedText text = text(false);
    time(text, 0);
    say(text, " Hola", -0.1);
    assertThat(end(text)).isTrue();
    assertThat(text.reading("es").segments()).containsExactly(new Segment(0, SPAN, " Hola"));
  }

  @Test
  void aLongSpanWhoseEndIsNotReadIsNotWhole() {
    assertThat(readUntil(18.9, false).isWhole()).isFalse();
    assertThat(readUntil(18.9, false).end()).isEqualTo(18.9);
    assertThat(readUntil(19.1, false).isWhole()).isTrue();
    assertThat(readUntil(5, true).isWhole()).isTrue();
  }

  private TimedText readUntil(double seconds, boolean oneSegment) {
    TimedText text = text(oneSegment);
    time(text, 0);
    say(text, " Hello", -0.1);
    assertThat(time(text, seconds)).isFalse();
    assertThat(end(text)).isTrue();
    return text;
  }

  @Test
  void whatBreaksOffIsKeptUpToItsLastTime() {
    TimedText text = text(false);
    time(text, 0);
    say(text, " Hola.", -0.1);
    time(text, 7);
    time(text, 7);
    say(text, " Y lueg", -0.1);
    text.cut();
    assertThat(text.end()).isEqualTo(7);
    assertThat(text.isWhole()).isFalse();
    assertThat(text.reading("es").segments()).containsExactly(new Segment(0, 7, " Hola."));
  }

  @Test
  void nothingSaidIsNeitherWholeNorSure() {
    TimedText text = text(true);
    time(text, 0);
    assertThat(end(text)).isTrue();
    assertThat(text.isWhole()).isFalse();
    assertThat(text.reading("en").isSure()).isFalse();
  }
}
