package sarai.route;

import java.text.Normalizer;
import java.util.List;

/// A text as the scorer sees it: lower case, no accents, digits as `0`, a letter repeated three
/// times or more written twice, one space between words and one at each end. So case, accents and
/// punctuation cannot change the words.
final class FoldedText {
  /// Characters looked at: of a longer text, the first two thirds and the last third of this.
  static final int MAX_CHARS = 1000;

  private final String source;
  private final char[] chars;
  private int length;

  private FoldedText(String source, int capacity) {
    this.source = source;
    chars = new char[capacity + 2];
    chars[0] = ' ';
    length = 1;
  }

  static FoldedText of(String text) {
    String shortened = shorten(text);
    FoldedText folded = new FoldedText(shortened, shortened.length());
    for (int i = 0; i < shortened.length(); i++) {
      folded.append(fold(shortened.charAt(i)));
    }
    folded.append(' ');
    return folded;
  }

  /// A text of the same source that has no words yet, with room for a letter more in each.
  FoldedText emptied() {
    return new FoldedText(source, length * 5 / 4);
  }

  /// The first two thirds and the end of a text longer than [#MAX_CHARS].
  private static String shorten(String text) {
    if (text.length() <= MAX_CHARS) {
      return text;
    }
    int tail = MAX_CHARS / 3;
    return text.substring(0, MAX_CHARS - tail) + text.substring(text.length() - tail);
  }

  /// What was folded: the text, or its beginning and its end.
  String source() {
    return source;
  }

  /// The folded characters; only the first [#length()] count.
  char[] chars() {
    return chars;
  }

  int length() {
    return length;
  }

  @Override
  public String toString() {
    return new String(chars, 0, length);
  }

  /// Adds a word of another folded text.
  void append(char[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      append(text[i]);
    }
    append(' ');
  }

  /// Adds a folded word.
  void append(String word) {
    for (int i = 0; i < word.length(); i++) {
      append(word.charAt(i));
    }
    append(' ');
  }

  /// Where the word at `start` ends.
  int wordEnd(int start) {
    int end = start;
    while (chars[end] != ' ') {
      end++;
    }
    return end;
  }

  List<String> words() {
    String text = toString().strip();
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  private void append(char c) {
    boolean repeated = c == chars[length - 1] && (c == ' ' || thrice(c));
    if (c != 0 && !repeated) {
      chars[length++] = c;
    }
  }

  private boolean thrice(char c) {
    return c != '0' && length > 1 && chars[length - 2] == c;
  }

  /// The folded character; a space for what separates words, 0 for what vanishes inside a word.
  private static char fold(char c) {
    if (c < 128) {
      return foldAscii(c);
    }
    if (Character.isLetter(c)) {
      return foldLetter(c);
    }
    return Character.getType(c) == Character.NON_SPACING_MARK || c == '’' ? 0 : ' ';
  }

  private static char foldAscii(char c) {
    if (c >= 'a' && c <= 'z') {
      return c;
    }
    if (c >= 'A' && c <= 'Z') {
      return (char) (c + 32);
    }
    if (c >= '0' && c <= '9') {
      return '0';
    }
    return c == '\'' ? 0 : ' ';
  }

  private static char foldLetter(char c) {
    char lower = Character.toLowerCase(c);
    int known = "áéíóúüñàèìòùçâêîôûãõäëïö".indexOf(lower);
    if (known >= 0) {
      return "aeiouunaeiouc".concat("aeiouaoaeio").charAt(known);
    }
    return Normalizer.normalize(String.valueOf(lower), Normalizer.Form.NFD).charAt(0);
  }
}
