package sarai;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.engine.EngineException;
import sarai.engine.llama.LlamaFiles;
import sarai.store.InstalledModel;
import sarai.store.Program;
import sarai.store.StoreException;
import sarai.store.model.ModelStore;
import sarai.store.program.ProgramInstall;

/// The store as the llama engine sees it. What was found is remembered. Thread-safe.
final class Programs implements LlamaFiles {
  private static final System.Logger LOG = System.getLogger("sarai");

  private final ModelStore store;
  private final ProgramInstall llamaServer;
  private final @Nullable String configured;
  private volatile @Nullable Program found;

  /// @param configured path from the configuration; null is automatic
  Programs(ModelStore store, ProgramInstall llamaServer, @Nullable String configured) {
    this.store = store;
    this.llamaServer = llamaServer;
    this.configured = configured;
  }

  @Override
  public List<InstalledModel> installed(ModelConfig model) throws EngineException {
    List<InstalledModel> variants;
    try {
      variants = store.installed(model);
    } catch (StoreException e) {
      throw new EngineException.NotInstalled(model.id() + ": " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new EngineException.NotInstalled(model.id() + ": the search was interrupted");
    }
    if (variants.isEmpty()) {
      throw new EngineException.NotInstalled(
          "'%s' (%s) is not installed: run `sarai pull %s`"
              .formatted(model.id(), model.name(), model.id()));
    }
    return variants;
  }

  @Override
  public Program program() throws EngineException {
    Program known = found;
    if (known == null) {
      known =
          find(llamaServer, configured)
              .orElseThrow(() ->
                  new EngineException.NotInstalled(
                      "llama-server is not installed: run `sarai pull --engines`"));
      found = known;
    }
    return known;
  }

  /// What the engine calls itself; empty when it is not here.
  String version() {
    try {
      return program().version();
    } catch (EngineException _) {
      return "";
    }
  }

  /// A program, as configured or wherever it is; the log says what is wrong with a configured one.
  static Optional<Program> find(ProgramInstall install, @Nullable String configured) {
    try {
      return install.find(configured);
    } catch (StoreException e) {
      LOG.log(Level.WARNING, e.getMessage());
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
