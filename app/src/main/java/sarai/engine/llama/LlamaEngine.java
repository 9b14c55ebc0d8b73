package sarai.engine.llama;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.SaraiConfig;
import sarai.engine.Engine;
import sarai.engine.EngineException;
import sarai.engine.Launch;
import sarai.engine.llama.LlamaArguments.LoadMode;
import sarai.process.ChildLauncher;
import sarai.store.InstalledModel;
import sarai.units.Bytes;

/// Runs GGUF models, each in a `llama-server` process of its own. Thread-safe.
public final class LlamaEngine implements Engine {
  private static final System.Logger LOG = System.getLogger("sarai.engine");
  private static final int MICRO_BATCH = 512;

  private final LlamaFiles files;
  private final SaraiConfig.Llama settings;
  private final ChildLauncher children;
  private final Footprints footprints;
  private final LongSupplier nanos;

  /// @param children starts the processes and owns their logs
  /// @param nanos a monotonic clock, as [System#nanoTime]
  public LlamaEngine(
      LlamaFiles files,
      SaraiConfig.Llama settings,
      ChildLauncher children,
      Footprints footprints,
      LongSupplier nanos) {
    this.files = files;
    this.settings = settings;
    this.children = children;
    this.footprints = footprints;
    this.nanos = nanos;
  }

  @Override
  public List<Launch> launches(ModelConfig model) throws EngineException {
    LlamaArguments arguments = arguments(model);
    List<Launch> launches = new ArrayList<>();
    EngineException unreadable = null;
    for (InstalledModel variant : files.installed(model)) {
      try {
        launches.add(launch(model, variant, arguments));
      } catch (EngineException.LoadFailed e) {
        LOG.log(Level.WARNING, e.getMessage());
        unreadable = unreadable == null ? e : unreadable;
      }
    }
    if (launches.isEmpty() && unreadable != null) {
      throw unreadable;
    }
    return List.copyOf(launches);
  }

  private Launch launch(ModelConfig model, InstalledModel variant, LlamaArguments arguments)
      throws EngineException {
    return new LlamaLaunch(
        new LlamaCommand(model, variant, arguments, threads()),
        footprints.of(model, variant, arguments),
        new LlamaLaunch.Means(files, footprints, children, settings.startupTimeout(), nanos));
  }

  private int threads() {
    Integer threads = settings.threads();
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /// What decides the memory of a model of this configuration. An embedding model reads a whole
  /// text at once, so its batch is its context.
  static LlamaArguments arguments(ModelConfig model) {
    boolean embeddings = model.role() == ModelRole.EMBEDDINGS;
    int context = model.shape().context();
    return new LlamaArguments(
        context,
        model.shape().parallel(),
        embeddings ? context : Math.min(MICRO_BATCH, context),
        "f16",
        "f16",
        Bytes.ZERO,
        LoadMode.READ,
        embeddings);
  }
}
