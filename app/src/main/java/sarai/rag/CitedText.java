package sarai.rag;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Watches a growing text for marks such as `[1]`, `[1, 2]` or `[fuente 3]`: those that lead to a
/// source are written as `[1]` and noted, those that lead nowhere are taken out with the blank
/// before them. A mark may come in pieces: its beginning is held back until it is whole or none.
/// Code between backticks stays as it is. The address of a picture is what a page could use to
/// carry words off, so `![` becomes `[`. Not thread-safe.
final class CitedText {
  /// One mark, by its place in the text that was let through.
  record Mark(int source, int start, int end) {}

  private static final Pattern MARK =
      Pattern.compile(
          "[ \\t\\u00a0]?[\\[【][ ^]?(?:(?:source|fuente|fuentes|sources)[ ])?"
              + "(\\d{1,3}(?:[ ]?[,;][ ]?\\d{1,3}){0,9})[ ]?[\\]】]",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern PICTURE = Pattern.compile("!\\[");
  private static final Pattern BACKTICKS = Pattern.compile("`+");

  private final int sources;
  private final StringBuilder held = new StringBuilder();
  private final List<Mark> marks = new ArrayList<>();
  private int length;

  /// Whether what was let through ends like the beginning of a mark. A mark taken out there would
  /// join what is around it to another one, so it is written in parentheses instead.
  private boolean opened;

  /// Backticks that opened the code we are in; 0 outside.
  private int code;

  /// @param sources how many there are; they are numbered from 1
  CitedText(int sources) {
    this.sources = sources;
  }

  /// Takes the next piece and gives what may be shown.
  String add(String piece) {
    held.append(piece);
    return release(/* ended= */ false);
  }

  /// The rest: nothing follows.
  String finish() {
    return release(/* ended= */ true);
  }

  /// The marks let through so far, in order.
  List<Mark> marks() {
    return List.copyOf(marks);
  }

  private String release(boolean ended) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < held.length()) {
      int next = step(at, ended, out);
      if (next == at) {
        break;
      }
      at = next;
    }
    held.delete(0, at);
    length += out.length();
    return out.toString();
  }

  /// Handles what begins at `at` and gives where it ends; `at` itself when more must come first.
  /// Whether more could change a match that failed is what `hitEnd` tells, and nothing else does.
  @SuppressWarnings("JdkObsolete")
  private int step(int at, boolean ended, StringBuilder out) {
    Matcher ticks = matcher(BACKTICKS, at);
    if (ticks.lookingAt()) {
      return !ended && ticks.end() == held.length() ? at : backticks(ticks, out);
    }
    if (code == 0) {
      Matcher mark = matcher(MARK, at);
      if (mark.lookingAt()) {
        return mark(mark, out);
      }
      Matcher picture = matcher(PICTURE, at);
      if (picture.lookingAt()) {
        return at + 1;
      }
      if (!ended && (mark.hitEnd() || picture.hitEnd())) {
        return at;
      }
    }
    char next = held.charAt(at);
    // Code in a line ends with it: a lone backtick must not let marks through for ever.
    code = next == '\n' && code < 3 ? 0 : code;
    opened =
        isOpening(next)
            || (opened
                && (next == ' ' || Character.isLetterOrDigit(next) || ",;^".indexOf(next) >= 0));
    out.append(next);
    return at + 1;
  }

  private static boolean isOpening(char letter) {
    return letter == '[' || letter == '【';
  }

  private Matcher matcher(Pattern pattern, int from) {
    return pattern.matcher(held).region(from, held.length());
  }

  private int backticks(Matcher ticks, StringBuilder out) {
    int count = ticks.end() - ticks.start();
    if (code == 0) {
      code = count;
    } else if (count == code) {
      code = 0;
    }
    out.append(ticks.group());
    return ticks.end();
  }

  private int mark(Matcher mark, StringBuilder out) {
    List<Integer> known =
        NUMBER
            .matcher(mark.group(1))
            .results()
            .map(number -> Integer.valueOf(number.group()))
            .filter(number -> number >= 1 && number <= sources)
            .toList();
    if (known.isEmpty() && opened) {
      out.append('(').append(mark.group(1)).append(')');
    }
    opened = false;
    if (!known.isEmpty() && Character.isWhitespace(held.charAt(mark.start()))) {
      out.append(held.charAt(mark.start()));
    }
    for (int number : known) {
      int start = length + out.length();
      out.append('[').append(number).append(']');
      marks.add(new Mark(number, start, length + out.length()));
    }
    return mark.end();
  }
}
