package sarai.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.engine.Launch;
import sarai.engine.MemoryUse;

/// Everything that the owner knows of one model. Written by the owner's thread only; what is
/// indexed changes through [PoolState] alone.
final class Slot {
  /// Requests that one remote endpoint may have at once; it queues by itself.
  private static final int REMOTE_SLOTS = 16;

  /// Assumed until a load was measured: seconds, and seconds for each 10⁹ bytes.
  private static final double GUESSED_LOAD_SECONDS = 0.5;

  private static final double GUESSED_SECONDS_PER_GB = 1.0;

  ModelConfig model;
  Residency residency = new Residency.Absent();
  final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

  /// Counts attempts to bring it into memory; tells events of now from those of before.
  long generation;

  /// How it can be started, as found for this attempt; null before it was looked up.
  @Nullable List<Launch> launches;

  boolean preparing;

  /// Pinned by command, besides what the configuration says.
  boolean pinned;

  /// To be loaded though nobody waits for it.
  boolean wanted;

  /// Replaces the configured time to live until it is unloaded; null when not scheduled.
  @Nullable Duration scheduledTtl;

  /// Base-2 logarithm of its decayed uses; grows with time's origin, comparable between slots.
  double useScore = Double.NEGATIVE_INFINITY;

  /// Who had to leave for the load that is wanted or under way.
  final List<String> evicted = new ArrayList<>();

  /// How long its loads take; null before the first.
  @Nullable Double loadSeconds;

  int failures;

  /// No longer in the configuration: it takes nothing new and is forgotten once it is gone.
  boolean retired;

  /// How many of the best variants failed to load since it last worked.
  int variantsFailed;

  MemoryUse measured = MemoryUse.NONE;

  /// Whether it was used since its memory was last read.
  boolean unread;

  long idleSinceNanos;
  long lastProofNanos;
  PoolSnapshot.@Nullable LastChange lastChange;

  Slot(ModelConfig model) {
    this.model = model;
  }

  String id() {
    return model.id();
  }

  /// Never evicted.
  boolean isPinned() {
    return pinned || model.residence().permanent();
  }

  boolean isWanted() {
    return wanted || !waiters.isEmpty();
  }

  /// What its memory stands for while it is resident.
  MemoryBudget.Kind residentKind() {
    return isPinned() ? MemoryBudget.Kind.PINNED : MemoryBudget.Kind.RESIDENT;
  }

  int slots() {
    int configured = model.shape().parallel();
    return model.engine() == EngineKind.REMOTE ? Math.max(configured, REMOTE_SLOTS) : configured;
  }

  /// The time to live after the last use; null for none.
  @Nullable Duration ttl() {
    if (isPinned()) {
      return null;
    }
    return scheduledTtl != null ? scheduledTtl : model.residence().ttl();
  }

  /// Seconds that loading it again would take: measured, else guessed from its size.
  double reloadSeconds(long bytes) {
    return loadSeconds != null
        ? loadSeconds
        : GUESSED_LOAD_SECONDS + GUESSED_SECONDS_PER_GB * bytes / 1e9;
  }

  /// Seconds until it answers once nothing is in its way, from measured loads; null before the
  /// first.
  @Nullable Double etaSeconds(long now) {
    return switch (residency) {
      case Residency.Ready _ -> 0.0;
      case Residency.Loading loading when loadSeconds != null ->
          Math.max(0, loadSeconds - (now - loading.startedNanos()) / 1e9);
      default -> loadSeconds;
    };
  }

  /// How it can be started is to be looked up anew; what is under way no longer counts.
  void forgetLaunches() {
    launches = null;
    generation++;
  }

  /// What was looked up, or is being, no longer counts; a process that runs does.
  void forgetLookUp() {
    launches = null;
    if (preparing) {
      preparing = false;
      generation++;
    }
  }

  /// Notes a use at `nanos` with the given half-life.
  void used(long nanos, Duration halfLife) {
    double now = (double) nanos / halfLife.toNanos();
    double higher = Math.max(useScore, now);
    double lower = Math.min(useScore, now);
    useScore = higher + Math.log1p(Math.pow(2, lower - higher)) / Math.log(2);
  }
}
