package sarai.engine.whisper;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Which tokens may come next in a text, and how probable they are. The rules for times are those
/// of Whisper (openai/whisper, `decoding.py`, `ApplyTimestampRules`) as whisper.cpp has them: a
/// text begins with no time after 1 s; times stand in pairs between segments and do not go back;
/// where all times together are more probable than any word, the next token is a time. Immutable.
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

  /// The most probable tokens, the best first.
  ///
  /// @param logits one of each token; what may not come becomes infinitely improbable in it
  List<Choice> best(float[] logits, Said before, int count) {
    double total = total(logits, before);
    int[] best = new int[count];
    int found = 0;
    float least = NEVER;
    for (int token = 0; token < logits.length; token++) {
      if (logits[token] > least || found < count) {
        int place = found < count ? found++ : count - 1;
        while (place > 0 && logits[best[place - 1]] < logits[token]) {
          best[place] = best[place - 1];
          place--;
        }
        best[place] = token;
        least = found < count ? NEVER : logits[best[count - 1]];
      }
    }
    return Arrays.stream(best, 0, found)
        .filter(token -> logits[token] > NEVER)
        .mapToObj(token -> new Choice(token, logits[token] - total))
        .toList();
  }

  /// A token by chance, the more often the more probable.
  ///
  /// @param temperature by which logits are divided: the higher, the less they matter
  Choice any(float[] logits, Said before, double temperature, RandomGenerator random) {
    double total = total(logits, before);
    double[] sums = new double[logits.length];
    double sum = 0;
    for (int token = 0; token < logits.length; token++) {
      sum += Math.exp((logits[token] - total) / temperature);
      sums[token] = sum;
    }
    int found = Arrays.binarySearch(sums, random.nextDouble() * sum);
    int token = found < 0 ? -found - 1 : found;
    return new Choice(token, logits[token] - total);
  }

  /// Logarithm of the sum of all that may come, after what may not is forbidden.
  private double total(float[] logits, Said before) {
    forbid(logits, before);
    float word = greatest(logits, 0, end + 1);
    float top = Math.max(word, greatest(logits, firstTime, logits.length));
    double times = sum(logits, firstTime, logits.length, top);
    double total = top + Math.log(times + sum(logits, 0, end + 1, top));
    if (top + Math.log(times) > word) {
      Arrays.fill(logits, 0, end + 1, NEVER);
    }
    return total;
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

  private static float greatest(float[] logits, int from, int to) {
    float greatest = NEVER;
    for (int token = from; token < to; token++) {
      if (logits[token] > greatest) { // Math.max asks for NaN, too: a search takes a tenth longer
        greatest = logits[token];
      }
    }
    return greatest;
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
