package sarai.engine;

import java.util.List;
import sarai.config.ModelConfig;

/// A way to run models. Thread-safe.
public interface Engine {
  /// The ways in which the model could be started with the files that are here, best quality first.
  /// Quick: reads headers, starts nothing.
  ///
  /// @throws EngineException.NotInstalled when no variant's files are here
  /// @throws EngineException.LoadFailed when a file is not what it should be
  List<Launch> launches(ModelConfig model) throws EngineException;
}
