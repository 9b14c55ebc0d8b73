package sarai.chat;

import java.io.IOException;

/// Takes the events of an answer as they happen. Called by one thread at a time.
@FunctionalInterface
public interface ChatSink {
  /// @throws IOException when the reader is gone; the sender then stops making the answer
  void accept(ChatEvent event) throws IOException;
}
