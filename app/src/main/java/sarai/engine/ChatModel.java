package sarai.engine;

import sarai.chat.ChatRequest;

/// A model that continues conversations.
public interface ChatModel extends RunningModel {
  /// Begins an answer. Media parts must be of kinds that the model takes, already prepared.
  ///
  /// @throws EngineException.BadRequest when the engine refuses the request
  /// @throws EngineException.Unsupported when the request holds what the model cannot take
  ChatStream chat(ChatRequest request) throws EngineException, InterruptedException;
}
