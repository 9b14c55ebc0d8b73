package sarai.route;

/// Turns a text into features: words and pairs of neighbours, 3- to 5-grams of characters inside
/// words, the [Skeleton], and [Marks]. Thread-safe; allocates the copy of the text with its slips
/// put right, and little more.
final class Features {
  /// Receives the features of a text in order.
  interface Sink {
    /// @param group one of [Group]
    /// @param start where it begins in the folded text; of a mark, its number
    /// @param end where it ends in the folded text; of a mark, its number
    void feature(int bucket, int group, int start, int end);
  }

  /// Names what each bucket stands for. It is raised whenever that changes, so that features which
  /// an earlier version stored are not taken for ours.
  static final int SCHEME = 1;

  private static final int MIN_GRAM = 3;
  private static final int MAX_GRAM = 5;
  private static final int MIN_SKETCH = 4;
  private static final String CODE_SIGNS = "{}[]();=<>_/\\#$&|`@^*";
  private static final String MATHS_SIGNS = "^√∫∑π≤≥±→×÷²³";
  private static final String QUOTE_SIGNS = "\"“”«»'‘";

  private final Lexicon lexicon;
  private final Spelling spelling;
  private final Skeleton skeleton = Skeleton.load();
  private final Marks marks;

  Features(Lexicon lexicon, Spelling spelling) {
    this.lexicon = lexicon;
    this.spelling = spelling;
    this.marks = new Marks(lexicon.names());
  }

  Marks marks() {
    return marks;
  }

  /// Tells the sink the features of a text.
  ///
  /// @return the text as it was read, with its slips put right
  FoldedText extract(FoldedText typed, Sink sink) {
    FoldedText folded = spelling.read(typed);
    long once = 0;
    long twice = 0;
    int words = 0;
    Skeleton.Walk walk = skeleton.new Walk(sink);
    long previous = 0;
    int previousStart = 0;
    for (int start = 1; start < folded.length(); ) {
      int end = folded.wordEnd(start);
      long hash = hash(folded.chars(), start, end);
      sink.feature(bucket(hash, 'w'), Group.WORD, start, end);
      if (end - start >= MIN_SKETCH) {
        long sketch = sketch(folded.chars(), start, end);
        sink.feature(bucket(sketch, 's'), Group.WORD, start, end);
      }
      if (words > 0) {
        sink.feature(bucket(previous * 31 + hash, 'b'), Group.WORD, previousStart, end);
      }
      grams(folded.chars(), start - 1, end + 1, sink);
      long classes = lexicon.classesOf(folded.chars(), start, end);
      walk.word(folded, start, end, hash, classes);
      twice |= once & classes;
      once |= classes;
      previous = hash;
      previousStart = start;
      words++;
      start = end + 1;
    }
    walk.end(Math.max(1, folded.length() - 1));
    classMarks(once, twice, sink);
    mark(Marks.length(words), sink);
    signs(typed.source(), sink);
    return folded;
  }

  private static long hash(char[] chars, int start, int end) {
    long hash = Hash.SEED;
    for (int i = start; i < end; i++) {
      hash = Hash.step(hash, chars[i]);
    }
    return hash;
  }

  /// The consonants of a word as they sound in Spanish, each once: alike for many misspellings.
  private static long sketch(char[] chars, int start, int end) {
    long hash = Hash.SEED;
    char last = 0;
    for (int i = start; i < end; i++) {
      char sound = sound(chars[i], i + 1 < end ? chars[i + 1] : ' ');
      if (sound != 0 && sound != last) {
        hash = Hash.step(hash, sound);
        last = sound;
      }
    }
    return hash;
  }

  private static char sound(char c, char next) {
    return switch (c) {
      case 'a', 'e', 'i', 'o', 'u', 'h', 'w' -> 0;
      case 'v' -> 'b';
      case 'k', 'q' -> 'c';
      case 'z', 'x' -> 's';
      case 'c' -> next == 'e' || next == 'i' ? 's' : 'c';
      case 'g' -> next == 'e' || next == 'i' ? 'j' : 'g';
      case 'l' -> next == 'l' ? 'y' : 'l';
      default -> c;
    };
  }

  private static void grams(char[] chars, int start, int end, Sink sink) {
    for (int from = start; from + MIN_GRAM <= end; from++) {
      long hash = Hash.SEED;
      int last = Math.min(end, from + MAX_GRAM);
      for (int i = from; i < last; i++) {
        hash = Hash.step(hash, chars[i]);
        if (i - from + 1 >= MIN_GRAM) {
          sink.feature(bucket(hash, 'c'), Group.GRAM, from, i + 1);
        }
      }
    }
  }

  static int bucket(long hash, char kind) {
    return Hash.bucket(Hash.step(hash, kind), Weights.BUCKETS);
  }

  private void mark(int mark, Sink sink) {
    sink.feature(marks.bucket(mark), Group.MARK, mark, mark);
  }

  private void classMarks(long once, long twice, Sink sink) {
    if (once == 0) {
      mark(Marks.NO_CLASS, sink);
    }
    for (long left = once; left != 0; left &= left - 1) {
      int first = Long.numberOfTrailingZeros(left);
      mark(marks.single(first), sink);
      if ((twice >>> first & 1) == 1) {
        mark(marks.twice(first), sink);
      }
      for (long right = left & (left - 1); right != 0; right &= right - 1) {
        mark(marks.pair(first, Long.numberOfTrailingZeros(right)), sink);
      }
    }
  }

  private void signs(String text, Sink sink) {
    int seen = 0;
    int code = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ' && !Character.isLetter(c)) {
        seen |= sign(c);
        code += CODE_SIGNS.indexOf(c) >= 0 ? 1 : 0;
      }
    }
    for (int left = seen; left != 0; left &= left - 1) {
      mark(Integer.numberOfTrailingZeros(left), sink);
    }
    if (code > 0) {
      mark(code > 3 ? Marks.MUCH_CODE : Marks.CODE, sink);
    }
  }

  /// The mark of one character as a bit; 0 for none.
  private static int sign(char c) {
    return switch (c) {
      case '?', '¿' -> 1 << Marks.QUESTION;
      case '!', '¡' -> 1 << Marks.EXCLAMATION;
      case '\n' -> 1 << Marks.LINES;
      default -> {
        if (c >= '0' && c <= '9') {
          yield 1 << Marks.DIGITS;
        }
        if (QUOTE_SIGNS.indexOf(c) >= 0) {
          yield 1 << Marks.QUOTES;
        }
        yield MATHS_SIGNS.indexOf(c) >= 0 ? 1 << Marks.MATHS : 0;
      }
    };
  }
}
