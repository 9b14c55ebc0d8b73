package sarai.route;

import java.util.List;

/// Reads a word that is not known as the commonest known word that is one slip away: a letter
/// added, dropped, replaced or in the wrong place. Finds it by the words that both become when a
/// letter is left out. Immutable; looking up allocates nothing.
final class Spelling {
  private static final int MIN_WORD = 4;
  private static final int MAX_WORD = 16;
  private static final int NONE = -1;

  private final List<String> words;

  /// At most two thirds of it are taken.
  private final long[] keys;

  /// For each key, the number of the commonest word that has it, from 1; 0 is free.
  private final int[] holders;

  /// @param words folded, the commonest first
  Spelling(List<String> words) {
    this.words = List.copyOf(words);
    int most = words.stream().mapToInt(word -> 1 + word.length()).sum();
    this.keys = new long[Math.max(2, 2 * Integer.highestOneBit(most + most / 2))];
    this.holders = new int[keys.length];
    for (int word = 0; word < words.size(); word++) {
      add(words.get(word).toCharArray(), word);
    }
  }

  /// The text with its slips put right.
  FoldedText read(FoldedText text) {
    FoldedText read = text.emptied();
    for (int start = 1; start < text.length(); ) {
      int end = text.wordEnd(start);
      int meant = meant(text.chars(), start, end);
      if (meant == NONE) {
        read.append(text.chars(), start, end);
      } else {
        read.append(words.get(meant));
      }
      start = end + 1;
    }
    return read;
  }

  private void add(char[] word, int number) {
    put(without(word, 0, word.length, NONE), number);
    if (word.length >= MIN_WORD && word.length <= MAX_WORD) {
      for (int gap = 0; gap < word.length; gap++) {
        put(incomplete(without(word, 0, word.length, gap)), number);
      }
    }
  }

  private void put(long key, int number) {
    int slot = slot(key);
    if (holders[slot] == 0) {
      keys[slot] = key;
      holders[slot] = number + 1;
    }
  }

  /// The number of the word that was meant by another; [#NONE] when it is known or too far from
  /// any.
  private int meant(char[] text, int start, int end) {
    long whole = without(text, start, end, NONE);
    if (end - start < MIN_WORD || end - start > MAX_WORD || find(whole) != NONE) {
      return NONE;
    }
    int best = find(incomplete(whole));
    for (int gap = start; gap < end; gap++) {
      long rest = without(text, start, end, gap);
      best = commoner(best, commoner(find(rest), find(incomplete(rest))));
    }
    return best;
  }

  private static int commoner(int one, int other) {
    return one == NONE || other == NONE ? Math.max(one, other) : Math.min(one, other);
  }

  /// The hash of a word without the letter at `gap`.
  private static long without(char[] text, int start, int end, int gap) {
    long hash = Hash.SEED;
    for (int i = start; i < end; i++) {
      if (i != gap) {
        hash = Hash.step(hash, text[i]);
      }
    }
    return hash;
  }

  /// Marks what is left of a word when a letter is left out.
  private static long incomplete(long hash) {
    return Hash.step(hash, '~');
  }

  private int find(long key) {
    return holders[slot(key)] - 1;
  }

  private int slot(long key) {
    int slot = Hash.bucket(key, keys.length);
    while (holders[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
