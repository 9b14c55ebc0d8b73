package sarai.engine;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// A model that is ready to work. Thread-safe. What it can do is told by its further interfaces:
/// [ChatModel], [EmbeddingModel], [SpeechModel].
public interface RunningModel {
  Set<Capability> capabilities();

  /// The process that runs it, where there is one.
  OptionalLong pid();

  /// What it takes now. One reading costs 1–2 ms.
  MemoryUse memory();

  /// Completes with a text for people when the process has ended, for whatever reason. A model
  /// without a process completes it when it is stopped.
  CompletionStage<String> ended();

  /// Does the smallest piece of real work, to see that it still can.
  ///
  /// @throws EngineException when it cannot within `limit`
  void probe(Duration limit) throws EngineException, InterruptedException;

  /// Ends it at once, with whatever it is doing, and returns when it is gone. An engine has nothing
  /// to put away, and its memory is wanted (ADR 0034). Idempotent.
  void stop();
}
