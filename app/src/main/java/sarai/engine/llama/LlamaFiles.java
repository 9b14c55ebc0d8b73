package sarai.engine.llama;

import java.util.List;
import sarai.config.ModelConfig;
import sarai.engine.EngineException;
import sarai.store.InstalledModel;
import sarai.store.Program;

/// Finds what the engine needs on disk.
public interface LlamaFiles {
  /// The variants of the model that are here, best quality first.
  ///
  /// @throws EngineException.NotInstalled when none is; the message says how to get it
  List<InstalledModel> installed(ModelConfig model) throws EngineException;

  /// `llama-server`.
  ///
  /// @throws EngineException.NotInstalled when it is not here; the message says how to get it
  Program program() throws EngineException;
}
