package sarai.route;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/// What is left of a sentence when its matter is taken away: the function words of
/// `function-words.txt` as they stand, every other word as the classes it belongs to. Two and three
/// of these in a row, and the first three, tell the kind of a request whatever it is about: "how
/// much is a … in …" asks for a price also of things that no training sentence names. Immutable;
/// looking up allocates nothing.
final class Skeleton {
  private static final int OPENING = 3;
  private static final long EDGE = 1;
  private static final long NUMBER = 2;
  private static final long UNKNOWN = 3;

  /// Hashes, in order.
  private final long[] functionWords;

  private Skeleton(long[] functionWords) {
    this.functionWords = functionWords;
  }

  /// Reads the function words that ship with the program.
  static Skeleton load() {
    try (InputStream in = Resources.open("function-words.txt")) {
      String words = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Skeleton(Stream.of(words.split("\\s+")).mapToLong(Hash::of).sorted().toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The token of a word.
  ///
  /// @param hash of the folded word
  /// @param first its first letter
  private long token(long hash, char first, long classes) {
    if (Arrays.binarySearch(functionWords, hash) >= 0) {
      return hash;
    }
    if (classes != 0) {
      return Hash.step(classes, 'c');
    }
    return first == '0' ? NUMBER : UNKNOWN;
  }

  /// Goes through one text, word by word. Not thread-safe.
  final class Walk {
    private final Features.Sink sink;
    private long beforeLast = EDGE;
    private long last = EDGE;
    private long opening = EDGE;
    private int beforeLastStart = 1;
    private int lastStart = 1;
    private int words;

    Walk(Features.Sink sink) {
      this.sink = sink;
    }

    void word(FoldedText text, int start, int end, long hash, long classes) {
      long token = token(hash, text.chars()[start], classes);
      sequences(token, end);
      if (words++ < OPENING) {
        opening = opening * 31 + token;
        sink.feature(Features.bucket(opening, 'o'), Group.PATTERN, 1, end);
      }
      beforeLast = last;
      beforeLastStart = lastStart;
      last = token;
      lastStart = start;
    }

    /// The text ends before the place `end`.
    void end(int end) {
      sequences(EDGE, end);
    }

    private void sequences(long token, int end) {
      long two = last * 31 + token;
      sink.feature(Features.bucket(two, 'p'), Group.PATTERN, lastStart, end);
      long three = beforeLast * 961 + two;
      sink.feature(Features.bucket(three, 'q'), Group.PATTERN, beforeLastStart, end);
    }
  }
}
