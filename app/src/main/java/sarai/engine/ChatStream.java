package sarai.engine;

import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;

/// An answer being made. Used by one thread; [#close] may be called by any and ends a waiting
/// [#next].
public interface ChatStream extends AutoCloseable {
  /// The next event, waiting for it; null after the [ChatEvent.Done].
  ///
  /// @throws EngineException when the engine failed; nothing follows
  @Nullable ChatEvent next() throws EngineException, InterruptedException;

  /// Stops the answer if it is still being made, so that the engine stops generating. Idempotent.
  @Override
  void close();
}
