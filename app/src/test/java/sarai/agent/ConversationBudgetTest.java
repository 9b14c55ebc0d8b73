package sarai.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.chat.Role;

class ConversationBudgetTest {
  private static final ConversationBudget HALF = new ConversationBudget(0.5);

  @Test
  void whatFitsIsLeftAlone() {
    ChatRequest request = conversation(3, 10);
    ConversationBudget.Fitted fitted = HALF.fit(request, 4096);
    assertThat(fitted.leftOut()).isZero();
    assertThat(fitted.request()).isSameAs(request);
  }

  @Test
  void theOldestTurnsGoWholeAndTheSystemMessageStays() {
    ConversationBudget.Fitted fitted = HALF.fit(conversation(10, 100), 512);

    List<Message> left = fitted.request().messages();
    assertThat(left.getFirst().role()).isEqualTo(Role.SYSTEM);
    assertThat(left.get(1).role()).isEqualTo(Role.USER);
    assertThat(left.getLast().text()).startsWith("question 9");
    assertThat(fitted.leftOut()).isEqualTo(20 - left.size()).isPositive();
    assertThat(left.stream().mapToInt(it -> it.text().length()).sum()).isLessThanOrEqualTo(768);
  }

  @Test
  void theLastTurnStaysHoweverLongItIs() {
    ConversationBudget.Fitted fitted = HALF.fit(conversation(2, 5000), 512);
    assertThat(fitted.request().messages()).hasSize(2);
    assertThat(fitted.leftOut()).isEqualTo(2);
  }

  /// A system message, then turns of a question and an answer; the last is not answered yet.
  private static ChatRequest conversation(int turns, int length) {
    List<Message> messages = new ArrayList<>(List.of(Message.system("Be brief.")));
    for (int turn = 0; turn < turns; turn++) {
      String padding = "x".repeat(length);
      messages.add(Message.user("question " + turn + " " + padding));
      if (turn < turns - 1) {
        messages.add(Message.of(Role.ASSISTANT, new Content.Text("answer " + padding)));
      }
    }
    return ChatRequest.of(messages.toArray(Message[]::new));
  }
}
