package sarai.testing;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import sarai.engine.Capability;
import sarai.engine.EngineException;
import sarai.engine.MemoryUse;
import sarai.engine.RunningModel;

/// What every model of a test is alike in: no process, no memory, nothing that could end.
public interface InMemoryModel extends RunningModel {
  @Override
  default Set<Capability> capabilities() {
    return Set.of(Capability.TEXT);
  }

  @Override
  default OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  default MemoryUse memory() {
    return MemoryUse.NONE;
  }

  @Override
  default CompletionStage<String> ended() {
    return new CompletableFuture<>();
  }

  @Override
  default void probe(Duration limit) throws EngineException {}

  @Override
  default void stop() {}
}
