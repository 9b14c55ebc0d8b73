package sarai.emotion;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Spanish and English words for feelings, written for this project. It is what the two languages
/// share in training: a Spanish stem counts as the same feature as its English sister. Immutable,
/// thread-safe.
final class Lexicon {
  private static final String URGENT = "urgent";
  private static final int SHORTEST_STEM = 3;
  private static final Set<String> NEGATIONS =
      Set.of("no", "not", "never", "nunca", "sin", "don't", "isn't", "ni", "wasn't", "didn't");

  private final Map<String, String> words = new HashMap<>();
  private final Map<String, String> stems = new HashMap<>();

  private Lexicon() {}

  /// Reads lines of `class: word word* …`; a star ends a stem.
  static Lexicon read(BufferedReader lines) throws IOException {
    Lexicon lexicon = new Lexicon();
    String line = lines.readLine();
    while (line != null) {
      if (!line.isBlank() && !line.startsWith("#")) {
        lexicon.add(line);
      }
      line = lines.readLine();
    }
    return lexicon;
  }

  private void add(String line) {
    int colon = line.indexOf(':');
    String kind = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    for (String word : line.substring(colon + 1).strip().split("\\s+")) {
      String folded = Words.fold(word);
      if (folded.endsWith("*")) {
        stems.put(folded.substring(0, folded.length() - 1), kind);
      } else {
        words.put(folded, kind);
      }
    }
  }

  /// Tells each class found, and whether one of the two words before it negates it.
  void scan(List<String> text, BiConsumer<String, Boolean> found) {
    for (int i = 0; i < text.size(); i++) {
      String kind = kind(text.get(i));
      if (kind != null && !kind.equals(URGENT)) {
        boolean negated =
            (i > 0 && NEGATIONS.contains(text.get(i - 1)))
                || (i > 1 && NEGATIONS.contains(text.get(i - 2)));
        found.accept(kind, negated);
      }
    }
  }

  /// How many different words press for time or help.
  int urgent(List<String> text) {
    Set<String> found = new HashSet<>();
    for (String word : text) {
      if (URGENT.equals(kind(word))) {
        found.add(word);
      }
    }
    return found.size();
  }

  private @Nullable String kind(String word) {
    String kind = words.get(word);
    for (int length = word.length(); kind == null && length >= SHORTEST_STEM; length--) {
      kind = stems.get(word.substring(0, length));
    }
    return kind;
  }

  /// The words as they are known, for checks.
  List<String> known() {
    List<String> known = new ArrayList<>(words.keySet());
    known.addAll(stems.keySet());
    return known;
  }
}
