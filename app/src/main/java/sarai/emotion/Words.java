package sarai.emotion;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How texts are cut into words. Thread-safe.
final class Words {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern WORD = Pattern.compile("\\p{L}+(?:['’]\\p{L}+)?");
  private static final Pattern STRETCHED = Pattern.compile("(\\p{L})\\1{2,}");

  private Words() {}

  /// Lower case without accents, so that `Estás`, `estas` and `ESTAS` are one; letters repeated
  /// three times or more become two.
  static String fold(String text) {
    String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
    return STRETCHED.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("$1$1").replace('’', '\'');
  }

  /// The words of a folded text.
  static List<String> of(String folded) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(folded);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }
}
