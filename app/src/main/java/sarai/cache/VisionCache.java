package sarai.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import sarai.config.SaraiConfig;

/// Keeps answers to visual questions: bounded (the least recently used leaves first), expiring, per
/// user. Thread-safe.
///
/// Only an answer that was given in full may be kept. A likeness ([Likeness]) only proposes an
/// answer about another picture; it is handed out only when the pictures' pixels agree.
public final class VisionCache {
  private final SaraiConfig.Cache config;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<VisionKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  @GuardedBy("lock")
  private Counts counts = new Counts(0, 0, 0);

  private record Entry(String answer, Likeness likeness, Instant expires) {}

  /// How often an answer was found by its key, by a verified likeness, and not at all.
  public record Counts(long exact, long alike, long missed) {}

  public VisionCache(SaraiConfig.Cache config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /// The answer to exactly this question, or to the same question about a picture that looks the
  /// same to a pixel difference of [Likeness#MOST_DIFFERENCE].
  ///
  /// @param likeness of the question's one picture, or [Likeness#NONE]
  public Optional<String> find(VisionKey key, Likeness likeness) {
    if (!config.visionAnswers()) {
      return Optional.empty();
    }
    lock.lock();
    try {
      expire();
      Entry exact = entries.get(key);
      if (exact != null) {
        counts = new Counts(counts.exact() + 1, counts.alike(), counts.missed());
        return Optional.of(exact.answer());
      }
      Optional<String> alike = alike(key, likeness);
      counts =
          alike.isPresent()
              ? new Counts(counts.exact(), counts.alike() + 1, counts.missed())
              : new Counts(counts.exact(), counts.alike(), counts.missed() + 1);
      return alike;
    } finally {
      lock.unlock();
    }
  }

  /// Keeps an answer that was given in full.
  public void keep(VisionKey key, Likeness likeness, String answer) {
    if (!config.visionAnswers() || config.maxEntries() == 0) {
      return;
    }
    lock.lock();
    try {
      expire();
      entries.put(key, new Entry(answer, likeness, clock.instant().plus(config.ttl())));
      if (entries.size() > config.maxEntries()) {
        Iterator<VisionKey> oldest = entries.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Forgets all that one user was answered.
  public void purge(String user) {
    lock.lock();
    try {
      entries.keySet().removeIf(key -> key.user().equals(user));
    } finally {
      lock.unlock();
    }
  }

  public Counts counts() {
    lock.lock();
    try {
      return counts;
    } finally {
      lock.unlock();
    }
  }

  public int size() {
    lock.lock();
    try {
      expire();
      return entries.size();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private Optional<String> alike(VisionKey key, Likeness likeness) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().differsOnlyInMedia(key))
        .filter(entry -> entry.getValue().likeness().proposes(likeness))
        .filter(entry -> entry.getValue().likeness().isVerified(likeness))
        .map(entry -> entry.getValue().answer())
        .findFirst();
  }

  @GuardedBy("lock")
  private void expire() {
    Instant now = clock.instant();
    entries.values().removeIf(entry -> !entry.expires().isAfter(now));
  }
}
