package sarai.rag;

import java.util.ArrayList;
import java.util.List;
import sarai.chat.ChatEvent;
import sarai.chat.ChatSink;

/// A sentence of this program's own, in the reader's language. Immutable.
///
/// @param text with the blank lines that part it from what follows
public record Preface(String text) {
  /// The first sentence of an answer for which nothing could be looked up.
  ///
  /// @param why for people
  public static Preface notSearched(Tongue tongue, String why) {
    return new Preface(Phrases.of(tongue).notSearched(why) + "\n\n");
  }

  /// The whole answer when nothing found is to the point.
  public static Preface notFound(Findings findings) {
    Phrases phrases = Phrases.of(findings.tongue());
    List<String> sentences = new ArrayList<>(List.of(phrases.notFound()));
    if (!findings.problems().isEmpty()) {
      sentences.add(phrases.problems(String.join("; ", findings.problems())));
    }
    return new Preface(String.join(" ", sentences));
  }

  /// A sink that tells this before the first piece of an answer.
  public ChatSink before(ChatSink reader) {
    return event -> {
      reader.accept(event);
      if (event instanceof ChatEvent.Answering) {
        reader.accept(new ChatEvent.Delta(text));
      }
    };
  }
}
