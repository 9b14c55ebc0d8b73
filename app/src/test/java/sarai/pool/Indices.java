package sarai.pool;

import static sarai.pool.PoolReference.must;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The indices of a state, computed anew from its slots.
final class Indices {
  private final PoolState state;

  Indices(PoolState state) {
    this.state = state;
  }

  void check(long now) {
    same("reserved", state.reserved(), slot -> slot.residency instanceof Residency.Reserved);
    same("loading", state.loading(), slot -> slot.residency instanceof Residency.Loading);
    same("ready", state.ready(), slot -> slot.residency instanceof Residency.Ready);
    same("draining", state.draining(), slot -> slot.residency instanceof Residency.Draining);
    same("permanent", state.permanent(), Slot::isPinned);
    same("needy", state.needy(), slot -> slot.isWanted() && isDown(slot));
    checkIdle();
    checkSums();
    checkExpiry(now);
  }

  private void same(String name, Collection<Slot> index, Predicate<Slot> belongs) {
    Set<Slot> plain = new HashSet<>();
    state.slots().stream().filter(belongs).forEach(plain::add);
    must(
        plain.size() == index.size() && plain.containsAll(index),
        "%s: %s instead of %s",
        name,
        ids(index),
        ids(plain));
  }

  private static List<String> ids(Collection<Slot> slots) {
    return slots.stream().map(Slot::id).sorted().toList();
  }

  private static boolean isDown(Slot slot) {
    return slot.residency instanceof Residency.Absent || slot.residency instanceof Residency.Failed;
  }

  private static boolean isIdle(Slot slot) {
    return slot.residency instanceof Residency.Ready ready
        && ready.leases() == 0
        && slot.waiters.isEmpty();
  }

  private void checkIdle() {
    TreeMap<Victims.Key, Victims.Candidate> plain = new TreeMap<>();
    for (Slot slot : state.slots()) {
      if (isIdle(slot) && !slot.isPinned()) {
        long bytes = state.held(slot).value();
        plain.put(Victims.Key.of(slot, bytes), new Victims.Candidate(slot, bytes));
      }
    }
    must(
        new ArrayList<>(plain.entrySet()).equals(new ArrayList<>(state.idle().entrySet())),
        "idle: %s instead of %s",
        state.idle(),
        plain);
  }

  private void checkSums() {
    long free = state.budget.limit().value() - state.budget.charged().value();
    int waiting = 0;
    for (Slot slot : state.slots()) {
      waiting += slot.waiters.size();
      free +=
          switch (slot.residency) {
            case Residency.Reserved reserved -> -reserved.need().value();
            case Residency.Draining _, Residency.Unloading _ -> state.held(slot).value();
            default -> 0;
          };
    }
    must(state.projectedFree() == free, "%d free instead of %d", state.projectedFree(), free);
    must(state.waiting() == waiting, "%d wait instead of %d", state.waiting(), waiting);
  }

  private void checkExpiry(long now) {
    long first = Long.MAX_VALUE;
    for (Slot slot : state.slots()) {
      var ttl = slot.ttl();
      if (isIdle(slot) && ttl != null) {
        first = Math.min(first, slot.idleSinceNanos + ttl.toNanos());
      }
    }
    long told = state.nextExpiry(now);
    must(
        first == Long.MAX_VALUE ? told - now > Long.MAX_VALUE / 8 : told == first,
        "next expiry %d instead of %d",
        told,
        first);
  }
}
