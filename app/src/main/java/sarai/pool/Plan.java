package sarai.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.units.Bytes;

/// What would happen if a model were asked for now. Nothing is changed by asking.
///
/// @param fits whether it is loaded, on its way, or would be at once
/// @param variant the weights that would be loaded; null when it cannot be loaded, whoever leaves
/// @param evict who would leave, in order
/// @param need what it would reserve; zero when it is loaded already
/// @param free what could be taken without anyone leaving
/// @param etaSeconds until it answers, from measured loads; null before the first
public record Plan(
    String model,
    boolean fits,
    @Nullable String variant,
    List<Eviction> evict,
    Bytes need,
    Bytes free,
    @Nullable Double etaSeconds,
    String reason) {
  public Plan {
    evict = List.copyOf(evict);
  }

  public record Eviction(String id, Bytes bytes) {}
}
