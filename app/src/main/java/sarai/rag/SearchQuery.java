package sarai.rag;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatRequest;
import sarai.chat.Message;
import sarai.chat.Role;

/// What is looked for.
///
/// @param text on one line; at most [#MAX_LENGTH] characters
public record SearchQuery(String text, Tongue tongue) {
  /// Search engines cut or refuse longer ones.
  static final int MAX_LENGTH = 200;

  /// A question of so few words is likely to lean on the one before it.
  private static final int FEW_WORDS = 4;

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /// A sentence that asks. It is tried only where a sentence begins: the look back keeps a long
  /// text from being read again from each of its characters.
  private static final Pattern QUESTION = Pattern.compile("(?<![^.!?¿\\n])[^.!?¿\\n]*+\\?");

  /// The user's last question. A very short one is put after the one before it; of a long one the
  /// sentences that ask are kept.
  ///
  /// @return null when the request holds no text of the user's
  public static @Nullable SearchQuery of(ChatRequest request) {
    List<String> asked =
        request.messages().stream()
            .filter(message -> message.role() == Role.USER)
            .map(Message::text)
            .filter(text -> !text.isBlank())
            .toList();
    if (asked.isEmpty()) {
      return null;
    }
    String question = asked.getLast();
    Tongue tongue = Tongue.of(question);
    String text = cut(question);
    if (asked.size() > 1 && BLANKS.split(text).length <= FEW_WORDS) {
      String before = asked.get(asked.size() - 2);
      return new SearchQuery(head(cut(before) + " " + text), Tongue.of(before + " " + question));
    }
    return new SearchQuery(text, tongue);
  }

  private static String cut(String text) {
    if (text.length() <= MAX_LENGTH) {
      return line(text);
    }
    String questions =
        QUESTION
            .matcher(text)
            .results()
            .map(found -> found.group())
            .collect(Collectors.joining(" "));
    return head(line(questions.isBlank() ? text : questions));
  }

  private static String line(String text) {
    return BLANKS.matcher(text.strip()).replaceAll(" ");
  }

  private static String head(String text) {
    if (text.length() <= MAX_LENGTH) {
      return text;
    }
    int blank = text.lastIndexOf(' ', MAX_LENGTH);
    return text.substring(0, blank > 0 ? blank : MAX_LENGTH);
  }
}
