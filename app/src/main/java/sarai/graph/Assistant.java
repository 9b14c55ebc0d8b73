package sarai.graph;

import sarai.agent.AnswerException;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.feedback.Scope;

/// The whole flow behind one door: takes a request, decides, answers. Thread-safe; blocks until the
/// answer is complete.
public interface Assistant {
  /// @param sink hears [sarai.chat.ChatEvent.Routed] first and [sarai.chat.ChatEvent.Done] last
  /// @throws AnswerException when the request could not be answered; pieces may have been told
  ///   before
  void answer(ChatRequest request, ChatSink sink) throws AnswerException, InterruptedException;

  /// Forgets what is remembered of conversations for their next turns.
  void forget(Scope scope);
}
