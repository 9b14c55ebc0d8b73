package sarai.bench;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An answer as it is compared in visual question answering: lower case, accents, punctuation and
/// articles gone, small numbers as digits. Immutable.
record PlainAnswer(List<String> words) {
  private static final Set<String> ARTICLES =
      Set.of("a", "an", "the", "un", "una", "unos", "unas", "el", "la", "los", "las");
  private static final Map<String, String> NUMBERS =
      Map.ofEntries(
          Map.entry("zero", "0"),
          Map.entry("cero", "0"),
          Map.entry("one", "1"),
          Map.entry("uno", "1"),
          Map.entry("two", "2"),
          Map.entry("dos", "2"),
          Map.entry("three", "3"),
          Map.entry("tres", "3"),
          Map.entry("four", "4"),
          Map.entry("cuatro", "4"),
          Map.entry("five", "5"),
          Map.entry("cinco", "5"),
          Map.entry("six", "6"),
          Map.entry("seis", "6"),
          Map.entry("seven", "7"),
          Map.entry("siete", "7"),
          Map.entry("eight", "8"),
          Map.entry("ocho", "8"),
          Map.entry("nine", "9"),
          Map.entry("nueve", "9"),
          Map.entry("ten", "10"),
          Map.entry("diez", "10"));

  PlainAnswer {
    words = List.copyOf(words);
  }

  static PlainAnswer of(String text) {
    String bare =
        Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .replaceAll("(?<=\\d)[.,](?=\\d)", ".")
            .replaceAll("[^\\p{L}\\p{N}.]+|\\.(?!\\d)", " ");
    return new PlainAnswer(
        Stream.of(bare.strip().split(" +"))
            .filter(word -> !word.isEmpty() && !ARTICLES.contains(word))
            .map(word -> NUMBERS.getOrDefault(word, word))
            .toList());
  }

  /// Whether the other's words stand in this, next to each other and in their order.
  boolean contains(PlainAnswer other) {
    return !other.words.isEmpty() && spaced().contains(other.spaced());
  }

  private String spaced() {
    return words.stream().collect(Collectors.joining(" ", " ", " "));
  }
}
