package sarai.engine.llama;

import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.store.InstalledModel;

/// Tells what a model will take when it is started with certain arguments.
@FunctionalInterface
public interface Footprints {
  /// Quick: reads headers or earlier measurements.
  ///
  /// @throws EngineException.LoadFailed when a file is not what it should be
  Footprint of(InstalledModel model, LlamaArguments arguments) throws EngineException;
}
