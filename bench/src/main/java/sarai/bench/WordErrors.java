package sarai.bench;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How a transcript differs from what was said, by the cheapest alignment of words.
///
/// Normalisation: lower case, composed accents kept (`esta` is not `está`), punctuation gone except
/// apostrophes inside words, hyphens are spaces, numbers from 0 to 20 and the tens in Spanish or
/// English words become digits, `mister` is `mr`. Nothing else is forgiven.
///
/// @param words in the reference
public record WordErrors(int substitutions, int deletions, int insertions, int words) {
  private static final Map<String, List<String>> NUMBERS =
      Map.of(
          "es",
          List.of(
              ("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce"
                      + " quince dieciséis diecisiete dieciocho diecinueve veinte")
                  .split(" ")),
          "en",
          List.of(
              ("zero one two three four five six seven eight nine ten eleven twelve thirteen"
                      + " fourteen fifteen sixteen seventeen eighteen nineteen twenty")
                  .split(" ")));
  private static final Map<String, List<String>> TENS =
      Map.of(
          "es",
          List.of("treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(" ")),
          "en",
          List.of("thirty forty fifty sixty seventy eighty ninety".split(" ")));

  /// @param language `es` or `en`
  public static WordErrors between(String reference, String heard, String language) {
    return align(words(reference, language), words(heard, language));
  }

  public int errors() {
    return substitutions + deletions + insertions;
  }

  /// Errors for each word of the reference; may exceed 1. Without words it is the count of errors.
  public double rate() {
    return (double) errors() / Math.max(1, words);
  }

  public WordErrors plus(WordErrors other) {
    return new WordErrors(
        substitutions + other.substitutions,
        deletions + other.deletions,
        insertions + other.insertions,
        words + other.words);
  }

  static List<String> words(String text, String language) {
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFC)
            .toLowerCase(Locale.ROOT)
            .replace('’', '\'')
            .replaceAll("(?<![\\p{L}\\p{N}])'|'(?![\\p{L}\\p{N}])", " ")
            .replaceAll("[^\\p{L}\\p{M}\\p{N}' ]+", " ")
            .strip();
    return plain.isEmpty()
        ? List.of()
        : List.of(plain.split(" +")).stream().map(word -> plain(word, language)).toList();
  }

  private static String plain(String word, String language) {
    int number = NUMBERS.getOrDefault(language, List.of()).indexOf(word);
    int tens = TENS.getOrDefault(language, List.of()).indexOf(word);
    if (number >= 0) {
      return String.valueOf(number);
    }
    if (tens >= 0) {
      return String.valueOf((tens + 3) * 10);
    }
    return word.equals("mister") ? "mr" : word;
  }

  /// Levenshtein's table over words, then one way back: among equal costs a match or substitution
  /// first, then a deletion.
  private static WordErrors align(List<String> reference, List<String> heard) {
    int[][] cost = costs(reference, heard);
    int substitutions = 0;
    int deletions = 0;
    int insertions = 0;
    int i = reference.size();
    int j = heard.size();
    while (i > 0 || j > 0) {
      int change = i > 0 && j > 0 ? change(reference, heard, i, j) : 0;
      if (i > 0 && j > 0 && cost[i][j] == cost[i - 1][j - 1] + change) {
        substitutions += change;
        i--;
        j--;
      } else if (i > 0 && cost[i][j] == cost[i - 1][j] + 1) {
        deletions++;
        i--;
      } else {
        insertions++;
        j--;
      }
    }
    return new WordErrors(substitutions, deletions, insertions, reference.size());
  }

  private static int[][] costs(List<String> reference, List<String> heard) {
    int[][] cost = new int[reference.size() + 1][heard.size() + 1];
    for (int i = 0; i <= reference.size(); i++) {
      for (int j = 0; j <= heard.size(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
        } else {
          int diagonal = cost[i - 1][j - 1] + change(reference, heard, i, j);
          cost[i][j] = Math.min(diagonal, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        }
      }
    }
    return cost;
  }

  private static int change(List<String> reference, List<String> heard, int i, int j) {
    return reference.get(i - 1).equals(heard.get(j - 1)) ? 0 : 1;
  }
}
