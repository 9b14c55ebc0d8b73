package sarai.agent;

import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;

/// Answers from the sound itself, and with warmth to words. Thread-safe.
public final class OmniAgent implements Agent {
  private final Answerer answerer;

  public OmniAgent(Answerer answerer) {
    this.answerer = answerer;
  }

  @Override
  public Answer answer(String model, ChatRequest request, ChatSink sink)
      throws AnswerException, InterruptedException {
    return answerer.answer(model, request, (asked, _) -> asked, sink);
  }
}
