package sarai.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Which option an answer in prose chose. The surest sign decides: the letter alone, `answer is B`,
/// `(B)`, `B.` at the beginning, one bare capital, and last the words of exactly one option.
record ChosenLetter(List<String> options) {
  private static final String LETTER = "[(\\[*\"']*([A-Z])(?![\\p{L}\\p{N}])";

  /// In the order of sureness. In those with `last` the last match counts: a model that thinks
  /// aloud comes to its answer at the end.
  private static final List<Sign> SIGNS =
      List.of(
          new Sign("^\\W*([A-Za-z])\\W*$", false),
          new Sign(
              "(?i:answer|respuesta|opci[oó]n|option)(?i:[^.\\n]{0,30}?\\b(?:is|es)|\\s*:)\\s*"
                  + "(?i:the letter |la )?"
                  + LETTER,
              true),
          new Sign("(?i:option|opci[oó]n|letter|letra)\\s+" + LETTER, true),
          new Sign("[(\\[]([A-Z])[)\\]]", true),
          new Sign("^\\W*([A-Z])[.):]", false),
          new Sign("(?<![\\p{L}\\p{N}'])([B-HJ-Z])(?![\\p{L}\\p{N}'])", true));

  private record Sign(Pattern pattern, boolean last) {
    Sign(String pattern, boolean last) {
      this(Pattern.compile(pattern), last);
    }

    Optional<String> in(String answer, Predicate<String> known) {
      List<String> found =
          pattern
              .matcher(answer)
              .results()
              .map((MatchResult match) -> match.group(1).toUpperCase(Locale.ROOT))
              .filter(known)
              .toList();
      if (found.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(last ? found.getLast() : found.getFirst());
    }
  }

  ChosenLetter {
    options = List.copyOf(options);
  }

  /// The letter of the option with the given index, from `A`.
  static String letter(int index) {
    return String.valueOf((char) ('A' + index));
  }

  /// @return empty when the answer names no option of these, or several by their words
  Optional<String> in(String answer) {
    String plain = answer.strip();
    for (Sign sign : SIGNS) {
      Optional<String> letter = sign.in(plain, this::known);
      if (letter.isPresent()) {
        return letter;
      }
    }
    return byWords(PlainAnswer.of(plain));
  }

  private boolean known(String letter) {
    return letter.charAt(0) - 'A' < options.size();
  }

  private Optional<String> byWords(PlainAnswer answer) {
    Optional<String> found = Optional.empty();
    for (int i = 0; i < options.size(); i++) {
      if (answer.contains(PlainAnswer.of(options.get(i)))) {
        if (found.isPresent()) {
          return Optional.empty();
        }
        found = Optional.of(letter(i));
      }
    }
    return found;
  }
}
