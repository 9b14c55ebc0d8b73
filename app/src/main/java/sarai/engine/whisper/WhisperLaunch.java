package sarai.engine.whisper;

import java.io.IOException;
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
    WorkerProcess worker = spawn();
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

  private WorkerProcess spawn() throws EngineException {
    List<String> arguments =
        List.of(
            model.weights().toAbsolutePath().toString(),
            String.valueOf(settings.threads()),
            String.join(",", languages));
    try {
      return WorkerProcess.start(settings.java(), arguments);
    } catch (IOException e) {
      throw new EngineException.LoadFailed("no speech worker could be started", e);
    }
  }

  private void awaitReady(WorkerProcess worker) throws EngineException, InterruptedException {
    WorkerMessage first = worker.await(System.nanoTime() + settings.startup().toNanos());
    if (first instanceof WorkerMessage.Ready) {
      return;
    }
    throw new EngineException.LoadFailed(
        variant()
            + (worker.isAlive()
                ? " was not ready after " + settings.startup().toSeconds() + " s"
                : ": the speech worker " + worker.ended().toCompletableFuture().join()));
  }
}
