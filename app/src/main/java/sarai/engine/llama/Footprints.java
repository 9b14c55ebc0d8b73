package sarai.engine.llama;

import sarai.config.ModelConfig;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.MemoryUse;
import sarai.store.InstalledModel;

/// Tells what a model will take when it is started with certain arguments, and hears what it took.
/// Thread-safe.
public interface Footprints {
  /// Quick: reads headers or earlier measurements.
  ///
  /// @throws EngineException.LoadFailed when a file is not what it should be
  Footprint of(ModelConfig model, InstalledModel files, LlamaArguments arguments)
      throws EngineException;

  /// Hears what a running model takes, any number of times.
  ///
  /// @param expected what [#of] said before it was started
  void measured(InstalledModel files, LlamaArguments arguments, Footprint expected, MemoryUse use);
}
