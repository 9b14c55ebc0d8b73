package sarai.rag;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the figures of an answer that none of its sources holds: small models make them up where a
/// source has none.
final class Figures {
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,'’\\u00a0\\u202f]\\d+)*");
  private static final Pattern YEAR = Pattern.compile("(?:19|20)\\d\\d");

  /// Shorter ones count lists, name days and are marks.
  private static final int DIGITS = 3;

  private Figures() {}

  /// As the answer writes them, each once. However thousands are set apart, a figure is the same.
  static List<String> unheld(String answer, List<Source> sources) {
    Set<String> held =
        sources.stream()
            .flatMap(source -> Stream.concat(Stream.of(source.title()), source.passages().stream()))
            .flatMap(Figures::numbers)
            .map(Figures::digits)
            .collect(Collectors.toSet());
    return numbers(answer)
        .filter(number -> digits(number).length() >= DIGITS && !YEAR.matcher(number).matches())
        .filter(number -> !held.contains(digits(number)))
        .distinct()
        .toList();
  }

  private static Stream<String> numbers(String text) {
    return NUMBER.matcher(text).results().map(MatchResult::group);
  }

  private static String digits(String number) {
    return number.replaceAll("\\D", "");
  }
}
