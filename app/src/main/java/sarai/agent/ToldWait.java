package sarai.agent;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.ChatEvent.Progress;
import sarai.chat.ChatSink;
import sarai.pool.ModelPool;

/// Tells a client how its request waits for a model. When the client has left, the waiting thread
/// is interrupted: the wait ends, and with it the request. As thread-safe as its sink.
public record ToldWait(ChatSink sink) implements ModelPool.WaitListener {
  @Override
  public void waits(
      String model,
      boolean loading,
      int position,
      @Nullable Double fraction,
      @Nullable Double etaSeconds) {
    tell(
        loading
            ? new Progress.Loading(model, fraction, etaSeconds)
            : new Progress.Queue(model, position, etaSeconds));
  }

  @Override
  public void madeRoom(String model, List<String> evicted) {
    tell(new ChatEvent.Evicted(evicted));
  }

  /// Tells of what else happens meanwhile.
  public void tell(ChatEvent event) {
    try {
      sink.accept(event);
    } catch (IOException _) {
      Thread.currentThread().interrupt();
    }
  }
}
