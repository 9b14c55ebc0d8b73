package sarai.engine.llama;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import sarai.chat.ChatRequest;
import sarai.config.ModelConfig;
import sarai.engine.Capability;
import sarai.engine.ChatModel;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;
import sarai.engine.MemoryUse;
import sarai.process.ChildProcess;

/// A chat model in a llama-server.
final class LlamaChat extends LlamaModel implements ChatModel {
  private static final int ERROR_BYTES = 1 << 20;

  private final Set<Capability> capabilities;
  private final ChatBody bodies;

  LlamaChat(
      ModelConfig model,
      ChildProcess child,
      LoopbackClient client,
      Supplier<MemoryUse> memory,
      Set<Capability> capabilities) {
    super(model, child, client, memory);
    this.capabilities = Set.copyOf(capabilities);
    this.bodies = new ChatBody(model.id(), this.capabilities);
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  /// Returns when the first piece is there, since only then does llama-server begin its reply. An
  /// interrupt ends the wait and the engine's work.
  @Override
  public ChatStream chat(ChatRequest request) throws EngineException, InterruptedException {
    RequestBody body = bodies.encode(request);
    try {
      Exchange reply = client().post("/v1/chat/completions", body, null);
      if (reply.status() == 200) {
        return new LlamaChatStream(reply, failures());
      }
      try (reply) {
        throw failures().refused(reply.status(), reply.readAll(ERROR_BYTES));
      }
    } catch (IOException e) {
      throw failures().broken(e);
    }
  }

  /// Asks the thread that computes for its counters. A generated token would prove more and cost
  /// the next turn its prefix cache (docs/adr/0032).
  @Override
  public void probe(Duration limit) throws EngineException, InterruptedException {
    try (Exchange reply = client().get("/metrics", limit)) {
      byte[] text = reply.readAll(ERROR_BYTES);
      if (reply.status() != 200) {
        throw failures().refused(reply.status(), text);
      }
    } catch (IOException e) {
      throw failures().broken(e);
    }
  }
}
