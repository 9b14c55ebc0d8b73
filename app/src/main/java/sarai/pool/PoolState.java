package sarai.pool;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sarai.units.Bytes;

/// All slots, the ledger, and the indices that keep each decision independent of how many models
/// there are. Not thread-safe: it belongs to the owner's thread.
final class PoolState {
  private record Expiry(long nanos, String id) implements Comparable<Expiry> {
    @Override
    public int compareTo(Expiry other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : id.compareTo(other.id);
    }
  }

  /// Where a slot stands in the indices, so that it can be taken out again.
  private record Place(
      Victims.@Nullable Key idle, @Nullable Expiry expiry, long claimed, long leaving) {}

  private static final long NEVER_NANOS = Long.MAX_VALUE / 4;
  private static final Place NOWHERE = new Place(null, null, 0, 0);

  final MemoryBudget budget;
  private final InstantSource wall;
  private final Effects effects;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Map<Slot, Place> places = new HashMap<>();

  private final TreeMap<Victims.Key, Victims.Candidate> idle = new TreeMap<>();
  private final TreeSet<Expiry> expiries = new TreeSet<>();
  private final Set<Slot> reserved = new LinkedHashSet<>();
  private final Set<Slot> loading = new LinkedHashSet<>();
  private final Set<Slot> ready = new LinkedHashSet<>();
  private final Set<Slot> draining = new LinkedHashSet<>();
  private final Set<Slot> needy = new LinkedHashSet<>();
  private final Set<Slot> permanent = new LinkedHashSet<>();
  private long claimedBytes;
  private long leavingBytes;
  private int waiting;

  /// Above those of all models that were removed.
  private long firstGeneration;

  PoolState(MemoryBudget budget, InstantSource wall, Effects effects) {
    this.budget = budget;
    this.wall = wall;
    this.effects = effects;
  }

  void add(Slot slot) {
    slot.generation = firstGeneration;
    slots.put(slot.id(), slot);
    reindex(slot);
  }

  void remove(Slot slot) {
    firstGeneration = Math.max(firstGeneration, slot.generation + 1);
    slots.remove(slot.id());
    unindex(slot);
    permanent.remove(slot);
  }

  @Nullable Slot slot(String id) {
    return slots.get(id);
  }

  /// The slot, if `generation` is still its present one.
  @Nullable Slot current(String id, long generation) {
    Slot slot = slots.get(id);
    return slot != null && slot.generation == generation ? slot : null;
  }

  Collection<Slot> slots() {
    return Collections.unmodifiableCollection(slots.values());
  }

  /// Models that nobody uses and that may leave, first to leave first.
  NavigableMap<Victims.Key, Victims.Candidate> idle() {
    return Collections.unmodifiableNavigableMap(idle);
  }

  /// Models that memory is promised to, oldest promise first.
  List<Slot> reserved() {
    return List.copyOf(reserved);
  }

  Set<Slot> loading() {
    return Collections.unmodifiableSet(loading);
  }

  Set<Slot> ready() {
    return Collections.unmodifiableSet(ready);
  }

  Set<Slot> draining() {
    return Collections.unmodifiableSet(draining);
  }

  /// Models that are wanted and not on their way, longest wanted first.
  List<Slot> needy() {
    return List.copyOf(needy);
  }

  boolean hasNeedy() {
    return !needy.isEmpty() || !reserved.isEmpty();
  }

  Set<Slot> permanent() {
    return Collections.unmodifiableSet(permanent);
  }

  int waiting() {
    return waiting;
  }

  /// What is free once all that is leaving has left and all promises are kept.
  long projectedFree() {
    return budget.limit().value() - budget.charged().value() + leavingBytes - claimedBytes;
  }

  /// Slots whose time to live is over.
  List<Slot> expired(long now) {
    List<Slot> due = new ArrayList<>();
    for (Expiry expiry : expiries) {
      if (expiry.nanos() - now > 0) {
        break;
      }
      due.add(slots.get(expiry.id()));
    }
    return due;
  }

  /// When the next time to live is over; far in the future for never.
  long nextExpiry(long now) {
    return expiries.isEmpty() ? now + NEVER_NANOS : expiries.first().nanos();
  }

  void enqueue(Slot slot, Waiter waiter) {
    slot.waiters.addLast(waiter);
    waiting++;
    reindex(slot);
  }

  /// Takes a waiter out; false when it was not waiting.
  boolean dequeue(Slot slot, Waiter waiter) {
    boolean removed = slot.waiters.remove(waiter);
    if (removed) {
      waiting--;
      reindex(slot);
    }
    return removed;
  }

  /// Moves a model to another state and tells why.
  void move(Slot slot, Residency next, Reason reason) {
    ModelState from = slot.residency.state();
    slot.residency = next;
    reindex(slot);
    if (from != next.state()) {
      PoolSnapshot.LastChange change = lastChange(reason);
      slot.lastChange = change;
      effects.changed(
          new PoolChange(
              change.at(),
              slot.id(),
              from,
              next.state(),
              reason.cause(),
              reason.text(),
              held(slot)));
    }
  }

  /// Notes why a model stays where it is.
  void note(Slot slot, Reason reason) {
    slot.lastChange = lastChange(reason);
    reindex(slot);
  }

  private PoolSnapshot.LastChange lastChange(Reason reason) {
    return new PoolSnapshot.LastChange(wall.instant(), reason.cause(), reason.text());
  }

  Bytes held(Slot slot) {
    return budget.held(slot.id());
  }

  /// Puts a slot where it belongs in the indices after anything about it changed.
  void reindex(Slot slot) {
    unindex(slot);
    if (slot.isPinned()) {
      permanent.add(slot);
    } else {
      permanent.remove(slot);
    }
    places.put(slot, index(slot));
  }

  private Place index(Slot slot) {
    return switch (slot.residency) {
      case Residency.Absent _, Residency.Failed _ -> {
        if (slot.isWanted()) {
          needy.add(slot);
        }
        yield NOWHERE;
      }
      case Residency.Reserved reservation -> {
        reserved.add(slot);
        claimedBytes += reservation.need().value();
        yield new Place(null, null, reservation.need().value(), 0);
      }
      case Residency.Loading _ -> {
        loading.add(slot);
        yield NOWHERE;
      }
      case Residency.Ready state -> {
        ready.add(slot);
        yield state.leases() == 0 && slot.waiters.isEmpty() ? indexIdle(slot) : NOWHERE;
      }
      case Residency.Draining _ -> {
        draining.add(slot);
        yield indexLeaving(slot);
      }
      case Residency.Unloading _ -> indexLeaving(slot);
    };
  }

  private Place indexLeaving(Slot slot) {
    long leaving = held(slot).value();
    leavingBytes += leaving;
    return new Place(null, null, 0, leaving);
  }

  private Place indexIdle(Slot slot) {
    Victims.Key key = null;
    if (!slot.isPinned()) {
      long bytes = held(slot).value();
      key = Victims.Key.of(slot, bytes);
      idle.put(key, new Victims.Candidate(slot, bytes));
    }
    Expiry expiry = null;
    if (slot.ttl() != null) {
      expiry = new Expiry(slot.idleSinceNanos + slot.ttl().toNanos(), slot.id());
      expiries.add(expiry);
    }
    return new Place(key, expiry, 0, 0);
  }

  private void unindex(Slot slot) {
    Place place = places.remove(slot);
    if (place == null) {
      return;
    }
    if (place.idle() != null) {
      idle.remove(place.idle());
    }
    if (place.expiry() != null) {
      expiries.remove(place.expiry());
    }
    claimedBytes -= place.claimed();
    leavingBytes -= place.leaving();
    reserved.remove(slot);
    loading.remove(slot);
    ready.remove(slot);
    draining.remove(slot);
    if (!slot.isWanted() || isOnItsWay(slot)) {
      needy.remove(slot);
    }
  }

  private static boolean isOnItsWay(Slot slot) {
    return !(slot.residency instanceof Residency.Absent)
        && !(slot.residency instanceof Residency.Failed);
  }
}
