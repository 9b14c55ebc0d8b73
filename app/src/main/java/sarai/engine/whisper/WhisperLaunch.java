package sarai.engine.whisper;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    Optional<LibraryPlace> installed = settings.library().get();
    if (installed.isPresent()) {
      try {
        return start(installed.get(), progress);
      } catch (EngineException.LoadFailed e) {
        LOG.log(
            Level.WARNING,
            "{0} is passed over for the library that comes with SARAi: {1}",
            installed.get().library(),
            e.getMessage());
      }
    }
    return start(null, progress);
  }

  private RunningModel start(@Nullable LibraryPlace place, LoadProgress progress)
      throws EngineException, InterruptedException {
    WorkerProcess worker = spawn(place);
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

  private WorkerProcess spawn(@Nullable LibraryPlace place) throws EngineException {
    List<String> arguments = new ArrayList<>();
    arguments.add(model.weights().toAbsolutePath().toString());
    arguments.add(String.valueOf(settings.threads()));
    arguments.add(String.join(",", languages));
    arguments.addAll(place == null ? List.of() : place.paths());
    try {
      return WorkerProcess.start(
          place == null ? settings.java() : place.loading(settings.java()),
          arguments,
          settings.threads());
    } catch (IOException e) {
      throw new EngineException.LoadFailed("no speech worker could be started", e);
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
