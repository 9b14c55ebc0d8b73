package sarai.engine.llama;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import sarai.config.ModelConfig;
import sarai.engine.Capability;
import sarai.engine.EngineException;
import sarai.engine.MemoryUse;
import sarai.engine.RunningModel;
import sarai.process.ChildProcess;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What chat and embedding models share: the process and the connection to it.
abstract sealed class LlamaModel implements RunningModel permits LlamaChat, LlamaEmbeddings {
  static final JsonMapper JSON = JsonMapper.shared();

  private static final Duration PROPS_LIMIT = Duration.ofSeconds(30);
  private static final int PROPS_BYTES = 4 << 20;

  private final ChildProcess child;
  private final LoopbackClient client;
  private final Supplier<MemoryUse> memory;
  private final Failures failures;

  LlamaModel(
      ModelConfig model, ChildProcess child, LoopbackClient client, Supplier<MemoryUse> memory) {
    this.child = child;
    this.client = client;
    this.memory = memory;
    this.failures = new Failures(model.id(), child);
  }

  static LlamaModel open(
      LlamaCommand command, ChildProcess child, LoopbackClient client, Supplier<MemoryUse> memory)
      throws EngineException, InterruptedException {
    ModelConfig model = command.model();
    if (command.arguments().embeddings()) {
      return new LlamaEmbeddings(model, child, client, memory);
    }
    Set<Capability> capabilities =
        command.variant().projector() == null
            ? Set.of(Capability.TEXT)
            : modalities(model, child, client);
    return new LlamaChat(model, child, client, memory, capabilities);
  }

  /// What the server says that its model takes; without a projector that is text, and a swap need
  /// not wait for the answer.
  private static Set<Capability> modalities(
      ModelConfig model, ChildProcess child, LoopbackClient client)
      throws EngineException, InterruptedException {
    try (Exchange reply = client.get("/props", PROPS_LIMIT)) {
      JsonNode modalities = JSON.readTree(reply.readAll(PROPS_BYTES)).path("modalities");
      Set<Capability> capabilities = EnumSet.of(Capability.TEXT);
      if (modalities.path("vision").booleanValue(false)) {
        capabilities.add(Capability.VISION);
      }
      if (modalities.path("audio").booleanValue(false)) {
        capabilities.add(Capability.AUDIO);
      }
      return capabilities;
    } catch (IOException | JacksonException e) {
      throw new Failures(model.id(), child).broken(e);
    }
  }

  LoopbackClient client() {
    return client;
  }

  Failures failures() {
    return failures;
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(child.pid());
  }

  @Override
  public MemoryUse memory() {
    return memory.get();
  }

  @Override
  public CompletionStage<String> ended() {
    return child.ended().thenApply(exit -> child + " " + exit.explanation());
  }

  @Override
  public void stop() {
    child.stop();
    client.close();
  }
}
