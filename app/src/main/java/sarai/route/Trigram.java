package sarai.route;

/// Numbers three-letter sequences of folded text.
final class Trigram {
  private static final int LETTERS = 28;

  private Trigram() {}

  /// The number of the sequence at a place; −1 when it holds a letter that is not Latin.
  static int at(char[] chars, int i) {
    int first = code(chars[i]);
    int second = code(chars[i + 1]);
    int third = code(chars[i + 2]);
    return first < 0 || second < 0 || third < 0 ? -1 : (first * LETTERS + second) * LETTERS + third;
  }

  private static int code(char c) {
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 1;
    }
    if (c == ' ') {
      return 0;
    }
    return c == '0' ? LETTERS - 1 : -1;
  }
}
