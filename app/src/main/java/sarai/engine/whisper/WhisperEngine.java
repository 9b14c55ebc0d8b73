package sarai.engine.whisper;

import java.util.ArrayList;
import java.util.List;
import sarai.config.ModelConfig;
import sarai.engine.Engine;
import sarai.engine.EngineException;
import sarai.engine.Launch;
import sarai.store.InstalledModel;

/// Runs GGML Whisper models, each in a worker JVM. Thread-safe.
public final class WhisperEngine implements Engine {
  private final Installed installed;
  private final WhisperSettings settings;

  public WhisperEngine(Installed installed, WhisperSettings settings) {
    this.installed = installed;
    this.settings = settings;
  }

  /// Knows which files are here.
  @FunctionalInterface
  public interface Installed {
    /// The variants of a model whose files are here, best quality first.
    ///
    /// @throws EngineException.NotInstalled when there is none
    List<InstalledModel> variants(ModelConfig model) throws EngineException;
  }

  @Override
  public List<Launch> launches(ModelConfig model) throws EngineException {
    List<Launch> launches = new ArrayList<>();
    for (InstalledModel variant : installed.variants(model)) {
      launches.add(
          new WhisperLaunch(
              variant,
              model.shape().languages(),
              GgmlHeader.read(variant.weights()).footprint(),
              settings));
    }
    return List.copyOf(launches);
  }
}
