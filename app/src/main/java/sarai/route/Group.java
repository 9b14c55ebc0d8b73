package sarai.route;

/// The four groups of features. A text's n-grams share a fixed weight, so that a long text does not
/// count as a certain one.
final class Group {
  static final int WORD = 0;
  static final int GRAM = 1;
  static final int MARK = 2;
  static final int PATTERN = 3;
  static final int COUNT = 4;

  private Group() {}

  /// The value of each of `count` features of a group.
  static float value(int group, int count) {
    return switch (group) {
      case WORD -> (float) (1.3 / Math.sqrt(count));
      case GRAM -> (float) (1.0 / Math.sqrt(count));
      case PATTERN -> (float) (1.5 / Math.sqrt(Math.max(4, count)));
      default -> (float) (2.0 / Math.sqrt(Math.max(4, count)));
    };
  }
}
