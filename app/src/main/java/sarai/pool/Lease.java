package sarai.pool;

import java.util.concurrent.atomic.AtomicBoolean;
import sarai.engine.EngineException;
import sarai.engine.RunningModel;

/// The right to use a model until it is closed; the model stays in memory for as long. Close it as
/// soon as the last byte was read. Thread-safe; closing twice is harmless.
public final class Lease implements AutoCloseable {
  private final String modelId;
  private final RunningModel model;
  private final Runnable release;
  private final AtomicBoolean open = new AtomicBoolean(true);

  Lease(String modelId, RunningModel model, Runnable release) {
    this.modelId = modelId;
    this.model = model;
    this.release = release;
  }

  public String modelId() {
    return modelId;
  }

  /// The model, as the kind of model that the caller needs.
  ///
  /// @throws EngineException.Unsupported when it is another kind
  public <M extends RunningModel> M as(Class<M> kind) throws EngineException.Unsupported {
    if (!kind.isInstance(model)) {
      throw new EngineException.Unsupported(
          "'%s' is no %s; it can do %s"
              .formatted(modelId, kind.getSimpleName(), model.capabilities()));
    }
    return kind.cast(model);
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      release.run();
    }
  }
}
