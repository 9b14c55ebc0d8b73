package sarai.feedback;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Tells whether a question asks the same as the one before in other words, which is a sign that
/// the answer did not help. Pure.
public final class Reask {
  /// Similarity from which two questions count as the same.
  static final double SAME = 0.5;

  private static final int LEAST = 8;

  private Reask() {}

  /// Whether `next` repeats or rephrases `previous`. Very short texts never do.
  public static boolean rephrases(String previous, String next) {
    return Math.min(fold(previous).length(), fold(next).length()) >= LEAST
        && similarity(previous, next) >= SAME;
  }

  /// The Dice coefficient of the sets of character trigrams of the folded texts, in [0, 1].
  public static double similarity(String first, String second) {
    Set<String> left = trigrams(fold(first));
    Set<String> right = trigrams(fold(second));
    if (left.isEmpty() || right.isEmpty()) {
      return 0;
    }
    Set<String> both = new HashSet<>(left);
    both.retainAll(right);
    return 2.0 * both.size() / (left.size() + right.size());
  }

  private static String fold(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}+", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", " ")
        .strip();
  }

  private static Set<String> trigrams(String text) {
    Set<String> found = new HashSet<>();
    for (String word : text.split(" ")) {
      String padded = " " + word + " ";
      for (int i = 0; i + 3 <= padded.length(); i++) {
        found.add(padded.substring(i, i + 3));
      }
    }
    return found;
  }
}
