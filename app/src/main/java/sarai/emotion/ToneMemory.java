package sarai.emotion;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// How the last turns of each conversation felt. What was felt fades: a valence comes halfway back
/// to neutral in [#HALF_LIFE]. The conversation that was silent longest is forgotten when there are
/// too many. Thread-safe.
public final class ToneMemory {
  /// How long until half of a feeling has faded.
  public static final Duration HALF_LIFE = Duration.ofHours(1);

  /// Turns that must be known before tone counts.
  private static final int FEWEST = 3;

  private final InstantSource clock;
  private final int sessions;

  @GuardedBy("this")
  private int window;

  @GuardedBy("this")
  private final Map<String, Deque<Turn>> turns = new LinkedHashMap<>(16, 0.75f, true);

  private record Turn(@Nullable String user, double valence, Instant at) {}

  /// @param window turns remembered of each conversation
  /// @param sessions most conversations remembered
  public ToneMemory(InstantSource clock, int window, int sessions) {
    this.clock = clock;
    this.window = window;
    this.sessions = sessions;
  }

  /// From now on remembers this many turns of each conversation.
  public synchronized void resize(int turns) {
    window = turns;
    this.turns.values().forEach(this::trim);
  }

  /// Remembers a turn. A reading of no confidence is unknown and not counted.
  ///
  /// @param user who asked; null when not told
  public synchronized void add(String session, @Nullable String user, Emotion emotion) {
    if (emotion.confidence() == 0) {
      return;
    }
    Deque<Turn> known = turns.computeIfAbsent(session, key -> new ArrayDeque<>());
    known.addLast(new Turn(user, emotion.valence(), clock.instant()));
    trim(known);
    if (turns.size() > sessions) {
      turns.remove(turns.keySet().iterator().next());
    }
  }

  @GuardedBy("this")
  private void trim(Deque<Turn> known) {
    while (known.size() > window) {
      known.removeFirst();
    }
  }

  /// The mean valence of the remembered turns, in [0, 1]; empty when fewer than three are known.
  public synchronized OptionalDouble valence(String session) {
    Deque<Turn> known = turns.get(session);
    if (known == null || known.size() < FEWEST) {
      return OptionalDouble.empty();
    }
    Instant now = clock.instant();
    return known.stream().mapToDouble(turn -> faded(turn, now)).average();
  }

  private static double faded(Turn turn, Instant now) {
    double age = (double) Duration.between(turn.at(), now).toMillis() / HALF_LIFE.toMillis();
    return 0.5 + (turn.valence() - 0.5) * Math.pow(2, -Math.max(0, age));
  }

  /// Forgets turns.
  ///
  /// @param meant tells of a conversation and the person who asked, if known, whether it is
  ///   forgotten
  public synchronized void forget(BiPredicate<String, @Nullable String> meant) {
    turns.forEach((session, known) -> known.removeIf(turn -> meant.test(session, turn.user())));
    turns.values().removeIf(Deque::isEmpty);
  }
}
