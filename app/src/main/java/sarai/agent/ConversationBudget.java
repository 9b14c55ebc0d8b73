package sarai.agent;

import java.util.ArrayList;
import java.util.List;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.chat.Role;

/// Keeps a long conversation within a model's context: the oldest turns are left out whole, never
/// the system messages and never the last turn. Tokens are guessed at three characters each, on the
/// safe side for Spanish and English. Immutable.
///
/// @param contextShare share of the context that messages may fill; the rest is for the answer
public record ConversationBudget(double contextShare) {
  private static final int CHARS_PER_TOKEN = 3;

  /// A request that fits, or comes as near as whole turns allow.
  ///
  /// @param leftOut messages that are not in it
  record Fitted(ChatRequest request, int leftOut) {}

  /// @param context tokens that the model reads and writes together
  Fitted fit(ChatRequest request, int context) {
    long room = ((long) (context * contextShare)) * CHARS_PER_TOKEN;
    List<Message> messages = new ArrayList<>(request.messages());
    long size = messages.stream().mapToLong(ConversationBudget::size).sum();
    int oldest = firstTurn(messages);
    int leftOut = 0;
    while (size > room) {
      int next = nextTurn(messages, oldest);
      if (next < 0) {
        break;
      }
      for (int i = oldest; i < next; i++) {
        size -= size(messages.remove(oldest));
        leftOut++;
      }
    }
    return new Fitted(leftOut == 0 ? request : request.withMessages(messages), leftOut);
  }

  /// Characters of what a model reads as text.
  private static long size(Message message) {
    return message.content().stream()
        .mapToLong(part -> part instanceof Content.Text(String text) ? text.length() : 0)
        .sum();
  }

  private static int firstTurn(List<Message> messages) {
    int first = 0;
    while (first < messages.size() && messages.get(first).role() == Role.SYSTEM) {
      first++;
    }
    return first;
  }

  /// Where the turn after the one at `from` begins; −1 when that is the last.
  private static int nextTurn(List<Message> messages, int from) {
    for (int i = from + 1; i < messages.size(); i++) {
      if (messages.get(i).role() == Role.USER) {
        return i;
      }
    }
    return -1;
  }
}
