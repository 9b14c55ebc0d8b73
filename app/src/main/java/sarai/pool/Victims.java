package sarai.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Predicate;

/// Chooses who leaves: a small sufficient set of idle models at little cost, where the cost of one
/// is its reload time × how likely it is to be used again. Deterministic.
///
/// The order of the candidates is by priority, then cost for each byte, then id. It does not change
/// as time passes, because all uses decay alike, so that it is kept sorted rather than sorted anew.
final class Victims {
  /// How many candidates are compared as the only victim.
  private static final int SINGLES = 64;

  /// A candidate's place in the order.
  ///
  /// @param logCost base-2 logarithm of reload seconds × reuse
  record Key(int priority, double logCostPerByte, double logCost, String id)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparingInt(Key::priority)
            .thenComparingDouble(Key::logCostPerByte)
            .thenComparing(Key::id);

    static Key of(Slot slot, long bytes) {
      double logCost = Math.log(slot.reloadSeconds(bytes)) / Math.log(2) + slot.useScore;
      double logBytes = Math.log((double) Math.max(1, bytes)) / Math.log(2);
      return new Key(
          slot.model.residence().priority().rank(), logCost - logBytes, logCost, slot.id());
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /// @param bytes what its process gives back
  record Candidate(Slot slot, long bytes) {}

  private Victims() {}

  /// Models that give back at least `missing` bytes together; empty when they cannot.
  static List<Candidate> choose(
      NavigableMap<Key, Candidate> idle, long missing, Predicate<Candidate> eligible) {
    List<Candidate> several = greedy(idle.values(), missing, eligible);
    if (several.size() < 2) {
      return several;
    }
    return idle.entrySet().stream()
        .limit(SINGLES)
        .filter(entry -> entry.getValue().bytes() >= missing && eligible.test(entry.getValue()))
        .filter(entry -> entry.getKey().priority() <= highestPriority(several))
        .min(Comparator.comparingDouble(entry -> entry.getKey().logCost()))
        .filter(single -> single.getKey().logCost() <= logCost(several))
        .map(single -> List.of(single.getValue()))
        .orElse(several);
  }

  private static List<Candidate> greedy(
      Collection<Candidate> ordered, long missing, Predicate<Candidate> eligible) {
    List<Candidate> chosen = new ArrayList<>();
    long sum = 0;
    for (Candidate candidate : ordered) {
      if (sum >= missing) {
        break;
      }
      if (candidate.bytes() > 0 && eligible.test(candidate)) {
        chosen.add(candidate);
        sum += candidate.bytes();
      }
    }
    return sum < missing ? List.of() : withoutSuperfluous(chosen, sum - missing);
  }

  /// Spares the ones that turned out not to be needed, the dearest first.
  private static List<Candidate> withoutSuperfluous(List<Candidate> chosen, long surplus) {
    List<Candidate> kept = new ArrayList<>(chosen);
    for (int i = chosen.size() - 1; i >= 0; i--) {
      if (chosen.get(i).bytes() <= surplus) {
        surplus -= chosen.get(i).bytes();
        kept.remove(chosen.get(i));
      }
    }
    return kept;
  }

  private static int highestPriority(List<Candidate> several) {
    return several.stream()
        .mapToInt(candidate -> candidate.slot().model.residence().priority().rank())
        .max()
        .orElse(0);
  }

  /// Base-2 logarithm of the costs' sum.
  private static double logCost(List<Candidate> several) {
    double[] logs =
        several.stream().mapToDouble(c -> Key.of(c.slot(), c.bytes()).logCost()).toArray();
    double most = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      most = Math.max(most, log);
    }
    if (most == Double.NEGATIVE_INFINITY) {
      return most;
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.pow(2, log - most);
    }
    return most + Math.log(sum) / Math.log(2);
  }
}
