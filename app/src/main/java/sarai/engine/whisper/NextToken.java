package sarai.engine.whisper;

import java.util.Arrays;
import java.util.List;

/// Which token comes next in a text that is read greedily. The rules for times are those of Whisper
/// (openai/whisper, `decoding.py`, `ApplyTimestampRules`): a time stands at the beginning, and in
/// pairs between segments; times do not go back; where all times together are more probable than
/// any word, the next token is a time. Immutable.
///
/// Tokens below `end` are text, `end` ends it, those from `firstTime` on are times in steps of 20
/// ms, and what lies between are marks, which are never said.
///
/// @param end token
/// @param firstTime token of 0.00 s
/// @param unspoken tokens of text that stand for no speech, such as brackets and notes
/// @param blank token of a single space, which does not begin a text
record NextToken(int end, int firstTime, List<Integer> unspoken, int blank) {
  private static final float NEVER = Float.NEGATIVE_INFINITY;

  /// The latest beginning, 1 s.
  private static final int LATEST_BEGINNING = 50;

  /// Logits so far below the greatest add nothing to a sum that a float would show.
  private static final float NOTHING = -20;

  NextToken {
    unspoken = List.copyOf(unspoken);
  }

  /// @param logProbability its natural logarithm among all that could have come
  record Choice(int token, double logProbability) {}

  /// @param logits one of each token; what may not come becomes infinitely improbable in it
  Choice choose(float[] logits, Said before) {
    forbid(logits, before);
    int word = greatest(logits, 0, end + 1);
    int time = greatest(logits, firstTime, logits.length);
    float top = Math.max(logits[word], logits[time]);
    double times = sum(logits, firstTime, logits.length, top);
    double total = top + Math.log(times + sum(logits, 0, end + 1, top));
    boolean isTime = top + Math.log(times) > logits[word];
    int token = isTime ? time : word;
    return new Choice(token, logits[token] - total);
  }

  private void forbid(float[] logits, Said before) {
    Arrays.fill(logits, end + 1, firstTime, NEVER);
    for (int token : unspoken) {
      logits[token] = NEVER;
    }
    if (before.isEmpty()) {
      logits[end] = NEVER;
      logits[blank] = NEVER;
      Arrays.fill(
          logits, Math.min(firstTime + LATEST_BEGINNING + 1, logits.length), logits.length, NEVER);
    }
    if (before.endsWithTime() && before.endsWithPair()) {
      Arrays.fill(logits, firstTime, logits.length, NEVER);
    } else if (before.endsWithTime()) {
      Arrays.fill(logits, 0, end, NEVER);
    }
    Arrays.fill(logits, firstTime, firstTime + before.latest(), NEVER);
  }

  private static int greatest(float[] logits, int from, int to) {
    int best = from;
    for (int token = from + 1; token < to; token++) {
      best = logits[token] > logits[best] ? token : best;
    }
    return best;
  }

  private static double sum(float[] logits, int from, int to, float top) {
    double sum = 0;
    for (int token = from; token < to; token++) {
      float below = logits[token] - top;
      sum += below > NOTHING ? Math.exp(below) : 0;
    }
    return sum;
  }

  /// What the rules need of the tokens before.
  ///
  /// @param count of them
  /// @param endsWithTime whether the last is a time
  /// @param endsWithPair whether the one before the last is one, or there is none
  /// @param latest time, in steps of 20 ms
  record Said(int count, boolean endsWithTime, boolean endsWithPair, int latest) {
    static final Said NOTHING = new Said(0, false, true, 0);

    boolean isEmpty() {
      return count == 0;
    }

    Said withWord() {
      return new Said(count + 1, false, count == 0 || endsWithTime, latest);
    }

    Said withTime(int time) {
      return new Said(count + 1, true, count == 0 || endsWithTime, Math.max(latest, time));
    }
  }
}
