package sarai.agent;

import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;

/// Answers one kind of request. Thread-safe; blocks until the answer is complete.
@FunctionalInterface
public interface Agent {
  /// @param model who is to answer
  /// @param sink hears the answer as it is made
  Answer answer(String model, ChatRequest request, ChatSink sink)
      throws AnswerException, InterruptedException;
}
