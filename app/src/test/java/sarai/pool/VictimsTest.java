package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import sarai.config.Priority;

class VictimsTest {
  private static final List<Priority> PRIORITIES = List.of(Priority.values());
  private final TreeMap<Victims.Key, Victims.Candidate> idle = new TreeMap<>();

  /// @param uses base-2 logarithm of its decayed uses
  private void idle(String id, long bytes, double reloadSeconds, double uses, Priority priority) {
    Slot slot = new Slot(Rig.priority(id, priority));
    slot.loadSeconds = reloadSeconds;
    slot.useScore = uses;
    idle.put(Victims.Key.of(slot, bytes), new Victims.Candidate(slot, bytes));
  }

  private void idle(String id, long bytes) {
    idle(id, bytes, 1, 0, Priority.NORMAL);
  }

  private List<String> choose(long missing) {
    return choose(missing, _ -> true);
  }

  private List<String> choose(long missing, Predicate<Victims.Candidate> eligible) {
    return Victims.choose(idle, missing, eligible).stream()
        .map(candidate -> candidate.slot().id())
        .toList();
  }

  @Test
  void theCheapestToReloadLeaves() {
    idle("slow", 10, 30, 0, Priority.NORMAL);
    idle("quick", 10, 1, 0, Priority.NORMAL);
    assertThat(choose(10)).containsExactly("quick");
  }

  @Test
  void theLeastUsedLeaves() {
    idle("often", 10, 1, 5, Priority.NORMAL);
    idle("seldom", 10, 1, 0, Priority.NORMAL);
    assertThat(choose(10)).containsExactly("seldom");
  }

  @Test
  void aLowerPriorityLeavesFirstWhateverItCosts() {
    idle("low", 10, 100, 9, Priority.LOW);
    idle("normal", 10);
    assertThat(choose(10)).containsExactly("low");
    assertThat(choose(20)).containsExactlyInAnyOrder("low", "normal");
  }

  @Test
  void tiesAreBrokenByNameWhateverTheOrderOfArrival() {
    for (List<String> arrival : List.of(List.of("a", "b", "c"), List.of("c", "a", "b"))) {
      idle.clear();
      arrival.forEach(id -> idle(id, 10));
      assertThat(choose(10)).containsExactly("a");
      assertThat(choose(20)).containsExactly("a", "b");
    }
  }

  @Test
  void oneLargeModelIsPreferredToManyWhenItCostsLess() {
    idle("a", 4, 1, 0, Priority.NORMAL);
    idle("b", 4, 1, 0, Priority.NORMAL);
    idle("c", 4, 1, 0, Priority.NORMAL);
    idle("large", 10, 2.6, 0, Priority.NORMAL);
    assertThat(choose(10)).containsExactly("large");
  }

  @Test
  void severalSmallModelsArePreferredToALargeOneThatCostsMore() {
    idle("a", 5);
    idle("b", 5);
    idle("large", 10, 9, 0, Priority.NORMAL);
    assertThat(choose(10)).containsExactly("a", "b");
  }

  @Test
  void whatTurnsOutNotToBeNeededStays() {
    idle("a", 1, 0.01, 0, Priority.NORMAL);
    idle("b", 10, 1, 0, Priority.NORMAL);
    assertThat(choose(10)).containsExactly("b");
  }

  @Test
  void nobodyLeavesWhenAllTogetherAreNotEnough() {
    idle("a", 5);
    idle("b", 5);
    assertThat(choose(11)).isEmpty();
  }

  @Test
  void theIneligibleAndTheWeightlessStay() {
    idle("spared", 10, 0.1, 0, Priority.NORMAL);
    idle("remote", 0, 0.1, 0, Priority.NORMAL);
    idle("other", 10);
    assertThat(choose(10, candidate -> !candidate.slot().id().equals("spared")))
        .containsExactly("other");
  }

  @Test
  void neverUsedModelsAreComparedTooOneLeavesRatherThanTwo() {
    idle("a", 5, 1, Double.NEGATIVE_INFINITY, Priority.NORMAL);
    idle("b", 5, 1, Double.NEGATIVE_INFINITY, Priority.NORMAL);
    idle("c", 10, 1, Double.NEGATIVE_INFINITY, Priority.NORMAL);
    assertThat(choose(10)).containsExactly("c");
  }

  @Test
  void theChosenSetIsAlwaysSufficientAndNoneOfItIsSuperfluous() {
    long seed = Long.getLong("sarai.seed", 42);
    var random = new java.util.Random(seed);
    for (int round = 0; round < 2_000; round++) {
      idle.clear();
      long[] sizes = random.longs(1 + random.nextInt(8), 1, 50).toArray();
      for (int i = 0; i < sizes.length; i++) {
        Priority priority = PRIORITIES.get(random.nextInt(3));
        idle("m" + i, sizes[i], random.nextDouble(0.1, 9), random.nextDouble(9), priority);
      }
      long missing = 1L + random.nextInt(120);
      List<Victims.Candidate> chosen = Victims.choose(idle, missing, _ -> true);
      long sum = chosen.stream().mapToLong(Victims.Candidate::bytes).sum();
      boolean possible = Arrays.stream(sizes).sum() >= missing;
      assertThat(sum >= missing).as("seed %d round %d", seed, round).isEqualTo(possible);
      assertThat(chosen)
          .as("seed %d round %d", seed, round)
          .allMatch(one -> sum - one.bytes() < missing);
    }
  }
}
