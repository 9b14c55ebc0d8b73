package sarai.agent;

import sarai.agent.AnswerException.Kind;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.chat.Content;
import sarai.config.ModelConfig;

/// Answers in words to words. Thread-safe.
public final class TextAgent implements Agent {
  private final Answerer answerer;

  public TextAgent(Answerer answerer) {
    this.answerer = answerer;
  }

  @Override
  public Answer answer(String model, ChatRequest request, ChatSink sink)
      throws AnswerException, InterruptedException {
    return answerer.answer(model, request, TextAgent::prepare, sink);
  }

  static ChatRequest prepare(ChatRequest request, ModelConfig model) throws AnswerException {
    boolean onlyText =
        request.messages().stream()
            .flatMap(message -> message.content().stream())
            .allMatch(Content.Text.class::isInstance);
    if (!onlyText) {
      throw new AnswerException(
          Kind.BAD_REQUEST,
          "'%s' reads text only, and the request holds media; leave 'model' to '%s', which routes"
              .formatted(model.id(), ChatRequest.ROUTED));
    }
    return request;
  }
}
