package sarai.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import sarai.engine.Launch;
import sarai.pool.MemoryBudget.Kind;
import sarai.units.Bytes;

/// Decides whether and how a wanted model comes into memory. A pure function of the state: it
/// changes nothing, so that a dry run and the real thing cannot disagree.
final class Admission {
  /// What to do.
  sealed interface Decision {
    /// Find out first how it can be started.
    record Prepare() implements Decision {}

    /// Promise it memory: `evict` leave at once, `drain` as soon as their leases end, `abort` are
    /// loads that nobody waits for.
    record Claim(
        Launch launch,
        List<Victims.Candidate> evict,
        List<Slot> drain,
        List<Slot> abort,
        String reason)
        implements Decision {}

    /// Nothing can be done now for what would be started.
    record Wait(Launch launch, String reason) implements Decision {}

    record Refuse(PoolException why) implements Decision {}
  }

  private final PoolState state;
  private final PoolSettings settings;
  private final boolean enforceCeilings;

  Admission(PoolState state, PoolSettings settings, boolean enforceCeilings) {
    this.state = state;
    this.settings = settings;
    this.enforceCeilings = enforceCeilings;
  }

  /// @param aged whether somebody has waited for it past the bound
  Decision decide(Slot slot, long now, boolean aged) {
    if (slot.launches == null) {
      return new Decision.Prepare();
    }
    Choice choice = choose(slot, slot.launches);
    if (choice.exceedsCeiling() && enforceCeilings) {
      return new Decision.Refuse(exceedsItsCeiling(slot, choice.launch()));
    }
    long need = choice.launch().footprint().peak().value();
    if (need > mostThatCanBeFree().value()) {
      return new Decision.Refuse(doesNotFit(slot, choice.launch()));
    }
    long missing = need - state.projectedFree();
    if (missing <= 0) {
      return claim(choice, List.of(), List.of(), List.of());
    }
    List<Victims.Candidate> victims =
        Victims.choose(state.idle(), missing, mayLeaveFor(slot, now, aged));
    if (!victims.isEmpty()) {
      return claim(choice, victims, List.of(), List.of());
    }
    return makeRoomTheHardWay(choice, missing, mayLeaveFor(slot, now, aged), aged);
  }

  private Decision makeRoomTheHardWay(
      Choice choice, long missing, Predicate<Victims.Candidate> mayLeave, boolean aged) {
    List<Victims.Candidate> evict = state.idle().values().stream().filter(mayLeave).toList();
    long gained = evict.stream().mapToLong(Victims.Candidate::bytes).sum();
    List<Slot> abort = new ArrayList<>();
    for (Slot slot : state.loading()) {
      if (gained < missing && !slot.isWanted() && !slot.isPinned()) {
        abort.add(slot);
        gained += state.held(slot).value();
      }
    }
    List<Slot> drain = new ArrayList<>();
    for (Slot slot : state.ready()) {
      if (gained < missing && aged && isBusy(slot) && !slot.isPinned()) {
        drain.add(slot);
        gained += state.held(slot).value();
      }
    }
    return gained < missing
        ? new Decision.Wait(
            choice.launch(), "waits for %s more".formatted(Bytes.of(missing - gained)))
        : claim(choice, evict, drain, abort);
  }

  private static boolean isBusy(Slot slot) {
    return slot.residency instanceof Residency.Ready ready
        && (ready.leases() > 0 || !slot.waiters.isEmpty());
  }

  private static Decision claim(
      Choice choice, List<Victims.Candidate> evict, List<Slot> drain, List<Slot> abort) {
    return new Decision.Claim(choice.launch(), evict, drain, abort, choice.reason());
  }

  /// Idle models leave at once for requests of higher priority, for those of their own once they
  /// had their minimum residency, for lower ones once they were idle for long. A request that
  /// waited too long does not ask.
  private Predicate<Victims.Candidate> mayLeaveFor(Slot requester, long now, boolean aged) {
    int priority = requester.model.residence().priority().rank();
    return candidate -> {
      int theirs = candidate.slot().model.residence().priority().rank();
      Slot slot = candidate.slot();
      return aged
          || theirs < priority
          || (theirs == priority && hadItsMinimumResidency(slot, now))
          || now - slot.idleSinceNanos >= settings.ageing().toNanos();
    };
  }

  private boolean hadItsMinimumResidency(Slot slot, long now) {
    return slot.residency instanceof Residency.Ready ready
        && now - ready.sinceNanos() >= minimumResidency(slot).toNanos();
  }

  private Duration minimumResidency(Slot slot) {
    double seconds = 2 * slot.reloadSeconds(state.held(slot).value());
    Duration wanted = Duration.ofNanos((long) (seconds * 1e9));
    return wanted.compareTo(settings.maxMinimumResidency()) < 0
        ? wanted
        : settings.maxMinimumResidency();
  }

  /// @param exceedsCeiling whether its estimate is above the model's own `max_memory_mb`
  private record Choice(Launch launch, boolean exceedsCeiling, String reason) {}

  /// The best variant that fits its own ceiling and beside all that is permanent; else the best
  /// that fits at all; else the smallest.
  private Choice choose(Slot slot, List<Launch> launches) {
    List<Launch> left =
        launches.subList(Math.min(slot.variantsFailed, launches.size() - 1), launches.size());
    Bytes room = roomBesidePermanent(slot);
    Launch best = launches.getFirst();
    for (Launch launch : left) {
      if (!exceedsCeiling(slot, launch) && !launch.footprint().peak().isMoreThan(room)) {
        return new Choice(launch, false, reason(launch, best, room));
      }
    }
    Launch smallest = smallest(left);
    boolean exceeds = exceedsCeiling(slot, smallest);
    String why =
        exceeds
            ? "%s is estimated at %s, above its max_memory_mb of %s"
                .formatted(
                    smallest.variant(),
                    smallest.footprint().steady(),
                    slot.model.residence().maxMemory())
            : reason(smallest, best, room);
    return new Choice(smallest, exceeds, why);
  }

  private static String reason(Launch launch, Launch best, Bytes room) {
    return launch.equals(best)
        ? launch.variant()
        : "%s, because %s needs %s and %s can be had beside what is permanent"
            .formatted(launch.variant(), best.variant(), best.footprint().peak(), room);
  }

  private static Launch smallest(List<Launch> launches) {
    Launch smallest = launches.getFirst();
    for (Launch launch : launches) {
      if (smallest.footprint().peak().isMoreThan(launch.footprint().peak())) {
        smallest = launch;
      }
    }
    return smallest;
  }

  private static boolean exceedsCeiling(Slot slot, Launch launch) {
    Bytes ceiling = slot.model.residence().maxMemory();
    return ceiling != null && launch.footprint().steady().isMoreThan(ceiling);
  }

  /// What is left when every other permanent model has its memory, loaded or not.
  private Bytes roomBesidePermanent(Slot slot) {
    Bytes room = state.budget.limit().minus(fixed());
    for (Slot other : state.permanent()) {
      if (!other.id().equals(slot.id())) {
        room = room.minus(state.held(other).max(expected(other)));
      }
    }
    return room;
  }

  private static Bytes expected(Slot slot) {
    if (slot.launches != null) {
      return slot.launches.getFirst().footprint().steady();
    }
    Bytes ceiling = slot.model.residence().maxMemory();
    return ceiling == null ? Bytes.ZERO : ceiling;
  }

  /// What could be free if everything left that may.
  private Bytes mostThatCanBeFree() {
    return state.budget.limit().minus(fixed()).minus(state.budget.sum(Kind.PINNED));
  }

  private Bytes fixed() {
    return state.budget.sum(Kind.JVM).plus(state.budget.sum(Kind.MARGIN));
  }

  private PoolException doesNotFit(Slot slot, Launch launch) {
    String table =
        "budget %s − this program %s − margin %s − pinned %s"
            .formatted(
                state.budget.limit(),
                state.budget.sum(Kind.JVM),
                state.budget.sum(Kind.MARGIN),
                state.budget.sum(Kind.PINNED));
    return new PoolException.DoesNotFit(
        slot.id(), launch.variant(), launch.footprint().peak(), mostThatCanBeFree(), table);
  }

  private static PoolException exceedsItsCeiling(Slot slot, Launch launch) {
    return new PoolException.DoesNotFit(
        "%s (%s) is estimated at %s, above its max_memory_mb of %s, and memory.enforce is true"
            .formatted(
                slot.id(),
                launch.variant(),
                launch.footprint().steady(),
                slot.model.residence().maxMemory()));
  }
}
