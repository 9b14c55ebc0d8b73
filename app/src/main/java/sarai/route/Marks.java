package sarai.route;

import java.util.ArrayList;
import java.util.List;

/// Names and buckets of the features that are not n-grams: word classes and their pairs, length,
/// question form, code marks. A mark is known by its number. Immutable.
final class Marks {
  private static final String[] SIGNS = {
    "length=1",
    "length=2",
    "length=3-4",
    "length=5-8",
    "length=9-16",
    "length=17-40",
    "length=41+",
    "question mark",
    "exclamation",
    "digits",
    "quotes",
    "code marks",
    "many code marks",
    "new lines",
    "mathematical signs",
    "no known class"
  };

  static final int LENGTH = 0;
  static final int QUESTION = 7;
  static final int EXCLAMATION = 8;
  static final int DIGITS = 9;
  static final int QUOTES = 10;
  static final int CODE = 11;
  static final int MUCH_CODE = 12;
  static final int LINES = 13;
  static final int MATHS = 14;
  static final int NO_CLASS = 15;

  private final int classes;
  private final List<String> names;
  private final int[] buckets;

  Marks(List<String> classNames) {
    classes = classNames.size();
    List<String> all = new ArrayList<>(List.of(SIGNS));
    classNames.forEach(name -> all.add("class " + name));
    classNames.forEach(name -> all.add("class " + name + " twice"));
    for (String first : classNames) {
      classNames.forEach(second -> all.add("classes " + first + " and " + second));
    }
    names = List.copyOf(all);
    buckets = all.stream().mapToInt(Marks::bucketOf).toArray();
  }

  /// Length class of a text of `words` words: powers of two.
  static int length(int words) {
    int[] bounds = {1, 2, 4, 8, 16, 40};
    int at = 0;
    while (at < bounds.length && words > bounds[at]) {
      at++;
    }
    return LENGTH + at;
  }

  int single(int wordClass) {
    return SIGNS.length + wordClass;
  }

  int twice(int wordClass) {
    return SIGNS.length + classes + wordClass;
  }

  int pair(int first, int second) {
    return SIGNS.length + classes * 2 + first * classes + second;
  }

  String name(int mark) {
    return names.get(mark);
  }

  int bucket(int mark) {
    return buckets[mark];
  }

  private static int bucketOf(String name) {
    return Hash.bucket(Hash.of("mark " + name), Weights.BUCKETS);
  }
}
