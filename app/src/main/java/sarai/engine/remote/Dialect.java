package sarai.engine.remote;

import java.net.URI;
import java.util.Queue;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.config.Protocol;
import sarai.engine.EngineException;
import tools.jackson.databind.node.ObjectNode;

/// How an endpoint is spoken to. Immutable, thread-safe.
interface Dialect {
  static Dialect of(Protocol protocol) {
    return switch (protocol) {
      case OPENAI -> new OpenAiDialect();
      case OLLAMA -> new OllamaDialect();
    };
  }

  /// Where chats are sent.
  URI chat(URI base);

  /// A cheap address that tells whether somebody is there.
  URI probe(URI base);

  /// The body of a streamed chat.
  ///
  /// @throws EngineException.Unsupported when the protocol has no place for a part
  ObjectNode body(String remoteModel, ChatRequest request) throws EngineException;

  /// A reader for one answer.
  Answer answer();

  /// Turns the lines of one answer into events. Used by one thread.
  interface Answer {
    /// @param events takes what the line means, which may be nothing
    void line(String line, Queue<ChatEvent> events) throws EngineException;

    /// The body has ended. Adds the last event if the answer was complete.
    ///
    /// @throws EngineException.Crashed when it was not
    void end(Queue<ChatEvent> events) throws EngineException;
  }

  /// `base` with `path` put behind its own.
  static URI below(URI base, String path) {
    String text = base.toString();
    return URI.create(text.endsWith("/") ? text + path : text + "/" + path);
  }
}
