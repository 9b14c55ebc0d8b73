package sarai.emotion;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A text as weighted hash buckets: words and their pairs, 3 to 5 characters within words, emoji,
/// marks, and the lexicon's classes. Thread-safe.
final class Features {
  static final int BUCKETS = 1 << 17;
  private static final int MOST_CHARACTERS = 4000;
  private static final float LEXICON = 2;
  private static final float MARK = 0.4f;
  private static final float SCALE = 2;

  private final Lexicon lexicon;

  Features(Lexicon lexicon) {
    this.lexicon = lexicon;
  }

  /// The features of the text's first 4,000 characters.
  Sparse of(String text) {
    String cut = cut(text);
    List<String> words = Words.of(Words.fold(cut));
    Map<Integer, Float> grams = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      put(grams, "w:" + words.get(i), 1);
      put(grams, "p:" + (i == 0 ? "^" : words.get(i - 1)) + " " + words.get(i), 1);
      characters(grams, "_" + words.get(i) + "_");
    }
    float norm = SCALE / (float) Math.sqrt(Math.max(1, grams.size()));
    grams.replaceAll((bucket, weight) -> norm);
    lexicon.scan(words, (kind, negated) -> put(grams, (negated ? "n:" : "l:") + kind, LEXICON));
    marks(grams, cut);
    return new Sparse(grams);
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
  }

  /// Whether the text holds a word of love or thanks.
  boolean affectionate(String text) {
    boolean[] found = {false};
    lexicon.scan(
        Words.of(Words.fold(cut(text))),
        (kind, negated) -> found[0] |= kind.equals("affection") && !negated);
    return found[0];
  }

  int urgent(String text) {
    return lexicon.urgent(Words.of(Words.fold(cut(text))));
  }

  private static void characters(Map<Integer, Float> grams, String word) {
    for (int length = 3; length <= 5; length++) {
      for (int i = 0; i + length <= word.length(); i++) {
        put(grams, "c:" + word.substring(i, i + length), 1);
      }
    }
  }

  private static void marks(Map<Integer, Float> grams, String text) {
    for (String mark : List.of("!", "!!", "?", "??", "...", "…", ":)", ":(", ":D", ":'(", "<3")) {
      if (text.contains(mark)) {
        put(grams, "m:" + mark, MARK);
      }
    }
    text.codePoints()
        .filter(Character::isEmoji)
        .filter(point -> point > 0xff)
        .forEach(point -> put(grams, "e:" + Character.toString(point), LEXICON));
  }

  /// FNV-1a, folded to the number of buckets.
  private static void put(Map<Integer, Float> into, String feature, float weight) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < feature.length(); i++) {
      hash = (hash ^ feature.charAt(i)) * 0x100000001b3L;
    }
    int bucket = (int) ((hash ^ (hash >>> 32)) & (BUCKETS - 1));
    into.put(bucket, weight);
  }
}
