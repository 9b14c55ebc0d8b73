package sarai.engine.llama;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;

/// An answer on its way from llama-server.
final class LlamaChatStream implements ChatStream {
  private static final int LONGEST_EVENT = 8 << 20;

  private final Exchange reply;
  private final Failures failures;
  private final ServerEvents chunks;
  private final ChunkReader reader;
  private final ArrayDeque<ChatEvent> ready = new ArrayDeque<>();
  private volatile boolean closed;
  private boolean done;

  LlamaChatStream(Exchange reply, Failures failures) {
    this.reply = reply;
    this.failures = failures;
    this.chunks = new ServerEvents(reply.body(), LONGEST_EVENT);
    this.reader = new ChunkReader(failures);
  }

  @Override
  public @Nullable ChatEvent next() throws EngineException, InterruptedException {
    while (ready.isEmpty() && !done) {
      try {
        readChunk();
      } catch (EngineException e) {
        close();
        throw e;
      }
    }
    return ready.poll();
  }

  private void readChunk() throws EngineException, InterruptedException {
    try {
      String chunk = chunks.next();
      if (chunk == null) {
        throw new EOFException("the answer ended before it was done");
      }
      if (chunk.equals("[DONE]")) {
        done = true;
        ready.add(reader.done());
        close();
      } else {
        ready.addAll(reader.read(chunk));
      }
    } catch (IOException e) {
      if (closed) {
        throw new EngineException.Unavailable("the answer was closed", e);
      }
      throw failures.broken(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    reply.close();
  }
}
