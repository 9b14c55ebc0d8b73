package sarai.engine.whisper;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import sarai.engine.SpeechModel.Segment;

/// What is read of a span so far, cut into segments at its times. Used by one thread.
final class TimedText {
  private static final double TIMES_A_SECOND = 50;

  /// A time so near to the end is the end, as in `whisper_full`.
  private static final double END = 0.1;

  /// What a longer span may leave unread behind its last time, as in `whisper_full`.
  private static final double REST = 1;

  private final NextToken vocabulary;
  private final IntFunction<byte[]> bytes;
  private final double seconds;
  private final boolean oneSegment;
  private final List<Segment> segments = new ArrayList<>();
  private final ByteArrayOutputStream words = new ByteArrayOutputStream();
  private double start;
  private double logProbability;
  private int count;

  /// @param bytes of a token of text in UTF-8, of which it may be a part
  /// @param seconds of the span
  /// @param oneSegment whether what is behind the last time does not matter
  TimedText(NextToken vocabulary, IntFunction<byte[]> bytes, double seconds, boolean oneSegment) {
    this.vocabulary = vocabulary;
    this.bytes = bytes;
    this.seconds = seconds;
    this.oneSegment = oneSegment;
  }

  /// Whether nothing comes after it.
  boolean ends(NextToken.Choice choice) {
    double seconds = (choice.token() - vocabulary.firstTime()) / TIMES_A_SECOND;
    boolean reached = seconds > 0 && seconds + END >= this.seconds;
    return reached || choice.token() == vocabulary.end();
  }

  /// Takes what comes next.
  void say(NextToken.Choice choice) {
    int token = choice.token();
    if (token >= vocabulary.firstTime()) {
      close((token - vocabulary.firstTime()) / TIMES_A_SECOND);
    } else if (token != vocabulary.end()) {
      words.writeBytes(bytes.apply(token));
      logProbability += choice.logProbability();
      count++;
    }
  }

  private void close(double time) {
    if (words.size() > 0) {
      segments.add(new Segment(start, time, words.toString(StandardCharsets.UTF_8)));
      words.reset();
    }
    start = time;
  }

  /// Leaves out the words behind the last time of a text that breaks off: they are read again from
  /// there.
  void cut() {
    if (start > 0) {
      words.reset();
    }
  }

  /// Until where it is said, in seconds from the beginning of the span.
  double end() {
    return words.size() > 0 ? seconds : start;
  }

  /// Whether it says something, up to the end of the span.
  boolean isWhole() {
    return count > 0 && (oneSegment || words.size() > 0 || start + REST >= seconds);
  }

  /// All of it. Nothing can be said after it.
  Reading reading(String language) {
    close(seconds);
    return new Reading(language, segments, logProbability / count);
  }
}
