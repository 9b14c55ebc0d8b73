package sarai.rag;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// Finds the source that an answer without marks leans on, by its words: small models often copy a
/// fact and forget its number.
final class Support {
  /// Part of the answer's words that its source holds.
  private static final double ENOUGH = 0.7;

  private Support() {}

  /// The number of the first source that holds most of the answer's words and every one of its
  /// numbers; empty when there is none, and the answer may be invented.
  static OptionalInt of(String answer, List<Source> sources, Tongue tongue) {
    try (Words words = Words.of(tongue)) {
      Set<String> said = words.in(answer);
      return sources.stream()
          .filter(source -> !said.isEmpty() && holds(source, said, words))
          .mapToInt(Source::number)
          .findFirst();
    }
  }

  private static boolean holds(Source source, Set<String> said, Words words) {
    Set<String> held = new HashSet<>(words.in(source.title()));
    source.passages().forEach(passage -> held.addAll(words.in(passage)));
    boolean numbers =
        said.stream()
            .filter(word -> Character.isDigit(word.codePointAt(0)))
            .allMatch(held::contains);
    return numbers && said.stream().filter(held::contains).count() >= ENOUGH * said.size();
  }
}
