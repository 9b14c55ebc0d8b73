package sarai.engine.whisper;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import sarai.engine.SpeechModel.Segment;

/// Takes out what Whisper says when it hears nothing or is stuck: marks such as `[Música]`, and
/// phrases said over and over.
final class RepetitionGuard {
  private static final Pattern MARK =
      Pattern.compile("^[\\s♪*]*([\\[(*♪][^\\])*♪]*[\\])*♪][\\s.♪*]*)*$");
  private static final Pattern LOOP =
      Pattern.compile(
          "(?iU)(\\b[\\p{L}\\p{N}'][^.!?]{0,60}?)([\\s,.;!?…-]+\\1){3,}(?![\\p{L}\\p{N}])");
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  /// Letters a second: twice what fast speakers say.
  private static final double FASTEST = 40;

  private static final double MAX_COMPRESSION = 2.4;
  private static final int ENOUGH_TEXT = 80;

  private RepetitionGuard() {}

  /// The text without marks and loops; empty when nothing is left that anyone said.
  static String clean(String text) {
    String plain = text.strip();
    if (MARK.matcher(plain).matches()) {
      return "";
    }
    String once = LOOP.matcher(plain).replaceAll("$1");
    return once.length() >= ENOUGH_TEXT && compression(once) > MAX_COMPRESSION ? "" : once;
  }

  /// Whether a segment says the end of the one before again, faster than anyone speaks: what people
  /// say twice takes its time. Whisper does it in the last moments of a span.
  static boolean isEcho(Segment before, Segment segment) {
    double seconds = segment.endSeconds() - segment.startSeconds();
    return segment.text().length() > FASTEST * seconds
        && words(before.text()).endsWith(words(segment.text()));
  }

  private static String words(String text) {
    return NO_WORD.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  /// Length over deflated length: Whisper's own test, with its limit of 2.4.
  private static double compression(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(utf8);
      deflater.finish();
      return (double) utf8.length / deflater.deflate(new byte[utf8.length + 64]);
    }
  }
}
