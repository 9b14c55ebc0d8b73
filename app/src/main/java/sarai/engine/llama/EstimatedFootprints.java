package sarai.engine.llama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.MemoryUse;
import sarai.store.GgufHeader;
import sarai.store.GgufReader;
import sarai.store.InstalledModel;

/// Computes footprints from the files' headers until a model was measured, and takes what was
/// measured afterwards, without reading a header again. Thread-safe.
public final class EstimatedFootprints implements Footprints {
  private static final System.Logger LOG = System.getLogger("sarai.memory");

  /// Growth under which a further measurement of the same model is not written down.
  private static final double WORTH_NOTING = 1.02;

  private final LearnedFootprints learned;
  private final Supplier<String> engineVersion;
  private final CpuRepack repack = CpuRepack.ofThisMachine();
  private final Map<String, MemoryUse> noted = new ConcurrentHashMap<>();

  /// @param engineVersion of the llama-server in use
  public EstimatedFootprints(LearnedFootprints learned, Supplier<String> engineVersion) {
    this.learned = learned;
    this.engineVersion = engineVersion;
  }

  @Override
  public Footprint of(ModelConfig model, InstalledModel files, LlamaArguments arguments)
      throws EngineException {
    Optional<Footprint> known = learned.footprint(key(files, arguments));
    return known.isPresent() ? known.get() : estimate(model, files, arguments).footprint();
  }

  private MemoryEstimate estimate(ModelConfig model, InstalledModel files, LlamaArguments arguments)
      throws EngineException {
    try {
      GgufHeader weights = GgufReader.read(files.weights());
      @Nullable GgufHeader projector =
          files.projector() == null ? null : GgufReader.read(files.projector());
      return MemoryEstimate.of(
          weights, projector, arguments, model.vision().imageMaxTokens(), repack);
    } catch (IOException e) {
      throw new EngineException.LoadFailed(
          "%s: %s cannot be read as a model: %s"
              .formatted(model.id(), files.variant(), e.getMessage()),
          e);
    }
  }

  @Override
  public void measured(
      InstalledModel files, LlamaArguments arguments, Footprint expected, MemoryUse use) {
    LearnedFootprints.Key key = key(files, arguments);
    MemoryUse before = noted.get(key.text());
    boolean grown =
        before == null
            || use.charged().value() > before.charged().value() * WORTH_NOTING
            || use.peak().value() > before.peak().value() * WORTH_NOTING;
    if (grown && use.charged().value() > 0) {
      noted.put(key.text(), use);
      record(key, expected, use, before != null);
    }
  }

  private void record(
      LearnedFootprints.Key key, Footprint expected, MemoryUse use, boolean continues) {
    try {
      learned.record(key, expected, use.peak().max(use.charged()), use.charged(), continues);
    } catch (UncheckedIOException e) {
      LOG.log(Level.WARNING, "what was measured cannot be kept", e);
    }
  }

  private LearnedFootprints.Key key(InstalledModel files, LlamaArguments arguments) {
    String projector = files.projector() == null ? null : files.projector().toString();
    return new LearnedFootprints.Key(files.sha256(), projector, arguments, engineVersion.get());
  }
}
