package sarai.engine.whisper;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.List;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.Launch;
import sarai.engine.LoadProgress;
import sarai.engine.RunningModel;
import sarai.store.InstalledModel;
import sarai.units.Bytes;

/// One GGML file, ready to be loaded by a worker.
record WhisperLaunch(
    InstalledModel model, List<String> languages, Footprint footprint, WhisperSettings settings)
    implements Launch {
  private static final System.Logger LOG = System.getLogger("sarai.engine.whisper");

  WhisperLaunch {
    languages = List.copyOf(languages);
  }

  @Override
  public String variant() {
    return model.variant();
  }

  @Override
  public RunningModel start(LoadProgress progress) throws EngineException, InterruptedException {
    progress.at(0, Bytes.ZERO);
    Iterator<WhisperLibrary.Kind> libraries = settings.libraries().iterator();
    while (true) {
      WhisperLibrary.Kind library = libraries.next();
      try {
        return start(library, progress);
      } catch (EngineException.LoadFailed e) {
        if (!libraries.hasNext()) {
          throw e;
        }
        LOG.log(Level.WARNING, "{0} is passed over for speech: {1}", library, e.getMessage());
      }
    }
  }

  private RunningModel start(WhisperLibrary.Kind library, LoadProgress progress)
      throws EngineException, InterruptedException {
    WorkerProcess worker = spawn(library);
    boolean ready = false;
    try {
      awaitReady(worker);
      ready = true;
      progress.at(1, Bytes.ZERO);
      return new WhisperModel(worker, settings.patience());
    } finally {
      if (!ready) {
        worker.stop();
      }
    }
  }

  private WorkerProcess spawn(WhisperLibrary.Kind library) throws EngineException {
    List<String> arguments =
        List.of(
            library.name(),
            model.weights().toAbsolutePath().toString(),
            String.valueOf(settings.threads()),
            String.join(",", languages));
    try {
      return WorkerProcess.start(settings.java(), settings.scratch(), arguments);
    } catch (IOException e) {
      throw new EngineException.LoadFailed(
          "no speech worker could be started: " + e.getMessage(), e);
    }
  }

  private void awaitReady(WorkerProcess worker) throws EngineException, InterruptedException {
    WorkerMessage first = worker.await(System.nanoTime() + settings.startup().toNanos());
    if (first instanceof WorkerMessage.Ready ready) {
      LOG.log(Level.INFO, "{0} hears with {1}", variant(), ready.system());
      return;
    }
    throw new EngineException.LoadFailed(
        variant()
            + (worker.isAlive()
                ? " was not ready after " + settings.startup().toSeconds() + " s"
                : ": the speech worker " + worker.ended().toCompletableFuture().join()));
  }
}
