package sarai.pool;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelRole;
import sarai.units.Bytes;

/// The pool at one instant.
///
/// @param charged everything the budget counts, this program and the margin included
/// @param measured what the models' processes really take together
public record PoolSnapshot(
    Bytes budget,
    Bytes charged,
    Bytes free,
    Bytes measured,
    Bytes jvm,
    Bytes margin,
    List<Model> models,
    List<Waiting> queue) {
  public PoolSnapshot {
    models = List.copyOf(models);
    queue = List.copyOf(queue);
  }

  /// Whether a model can answer at once.
  public boolean isReady(String id) {
    return models.stream().anyMatch(it -> it.id().equals(id) && it.state() == ModelState.READY);
  }

  /// @param variant which weights are loaded; null when none are
  /// @param pid its process; null when there is none
  /// @param idleSeconds since its last use ended; null while in use or not ready
  /// @param leavesInSeconds until its time to live is over; null when it has none
  /// @param loadSeconds how long its last load took; null before the first
  public record Model(
      String id,
      String name,
      ModelRole role,
      ModelState state,
      @Nullable String variant,
      @Nullable Long pid,
      Bytes reserved,
      Bytes measured,
      int leases,
      boolean permanent,
      @Nullable Double idleSeconds,
      @Nullable Double leavesInSeconds,
      @Nullable Double loadSeconds,
      @Nullable LastChange lastChange) {}

  public record LastChange(Instant at, Cause cause, String reason) {}

  /// @param position 1 is next
  public record Waiting(String model, double waitingSeconds, int position) {}
}
