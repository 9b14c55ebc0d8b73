package sarai.route;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Word classes (time words, prices, code, sadness…) written by hand in `lexicon.tsv`: one class a
/// line, its name, a tab, then words; the class `fresh/price` belongs to the wider class `fresh`;
/// `stem*` matches every word that begins so. Words are folded as [FoldedText] folds. Immutable;
/// looking up allocates nothing.
final class Lexicon {
  /// Classes are bits of a long.
  static final int MAX_CLASSES = 64;

  private static final int TABLE = 1 << 14;
  private static final int FILTER = 1 << 18;
  private static final int MIN_STEM = 3;

  private final List<String> names;
  private final List<String> words;
  private final long[] keys = new long[TABLE];
  private final long[] masks = new long[TABLE];

  /// Small enough to stay close to the processor: most of what is looked up is in no class.
  private final BitSet filter = new BitSet(FILTER);

  private Lexicon(List<String> lines) {
    List<String> found = new ArrayList<>();
    List<String> whole = new ArrayList<>();
    for (String line : lines) {
      int tab = line.indexOf('\t');
      long mask = mask(found, line.substring(0, tab).split("/"));
      for (String word : line.substring(tab + 1).split(" ")) {
        put(Hash.of(word), mask);
        if (!word.endsWith("*")) {
          whole.add(word);
        }
      }
    }
    if (found.size() > MAX_CLASSES) {
      throw new IllegalArgumentException(
          found.size() + " word classes: at most " + MAX_CLASSES + " fit");
    }
    names = List.copyOf(found);
    words = List.copyOf(whole);
  }

  /// Reads the lexicon that ships with the program.
  static Lexicon load() {
    try (InputStream in = Resources.open("lexicon.tsv");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return new Lexicon(reader.readAllLines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> names() {
    return names;
  }

  /// The words that are no stems.
  List<String> words() {
    return words;
  }

  /// The classes of the folded word at `[start, end)`, one bit each.
  long classesOf(char[] text, int start, int end) {
    long hash = Hash.SEED;
    long classes = 0;
    for (int i = start; i < end; i++) {
      hash = Hash.step(hash, text[i]);
      if (i - start + 1 >= MIN_STEM) {
        classes |= find(Hash.step(hash, '*'));
      }
    }
    return classes | find(hash);
  }

  /// The bits of a class and of the wider classes before it in its path.
  private static long mask(List<String> found, String[] path) {
    long mask = 0;
    for (String name : path) {
      if (!found.contains(name)) {
        found.add(name);
      }
      mask |= 1L << found.indexOf(name);
    }
    return mask;
  }

  private void put(long hash, long mask) {
    int slot = slot(hash);
    keys[slot] = hash;
    masks[slot] |= mask;
    filter.set(Hash.bucket(hash, FILTER));
  }

  private long find(long hash) {
    return filter.get(Hash.bucket(hash, FILTER)) ? masks[slot(hash)] : 0;
  }

  private int slot(long hash) {
    int slot = Hash.bucket(hash, TABLE);
    while (masks[slot] != 0 && keys[slot] != hash) {
      slot = (slot + 1) & (TABLE - 1);
    }
    return slot;
  }
}
