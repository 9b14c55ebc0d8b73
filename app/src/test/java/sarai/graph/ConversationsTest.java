package sarai.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sarai.route.Session;

class ConversationsTest {
  private final Conversations conversations = new Conversations();

  @Test
  void aLongQuestionIsNotKeptWhole() {
    conversations.remember(
        "one", new Conversations.Last(Session.NEW, "run1", null, "a".repeat(1_000_000)));
    assertThat(conversations.last("one"))
        .extracting(Conversations.Last::words)
        .asString()
        .hasSizeLessThanOrEqualTo(2000);
  }
}
