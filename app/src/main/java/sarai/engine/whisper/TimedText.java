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
  private NextToken.Said rules = NextToken.Said.NOTHING;
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

  /// What the next token depends on.
  NextToken.Said rules() {
    return rules;
  }

  /// Tokens so far.
  int length() {
    return rules.count();
  }

  /// Takes what comes next; true when nothing comes after it.
  boolean endsWith(NextToken.Choice choice) {
    int token = choice.token();
    if (token >= vocabulary.firstTime()) {
      return passes(token - vocabulary.firstTime());
    }
    if (token == vocabulary.end()) {
      return true;
    }
    words.writeBytes(bytes.apply(token));
    logProbability += choice.logProbability();
    count++;
    rules = rules.withWord();
    return false;
  }

  private boolean passes(int time) {
    rules = rules.withTime(time);
    close(time / TIMES_A_SECOND);
    return time > 0 && start + END >= seconds;
  }

  private void close(double time) {
    if (words.size() > 0) {
      segments.add(new Segment(start, time, words.toString(StandardCharsets.UTF_8)));
      words.reset();
    }
    start = time;
  }

  /// All of it; unread where nothing was said, or the end of a longer span was not reached.
  Reading reading(String language) {
    boolean broken = !oneSegment && words.size() == 0 && start + REST < seconds;
    if (broken || count == 0) {
      return Reading.unread(language);
    }
    close(seconds);
    return new Reading(language, segments, logProbability / count);
  }
}
