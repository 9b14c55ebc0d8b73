package sarai.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import sarai.chat.Usage;
import sarai.config.SaraiConfig;

/// Keeps answers to visual questions: bounded (the least recently used leaves first), expiring, per
/// owner; only the very same question finds one (ADR 0053). Thread-safe.
public final class VisionCache {
  private static final int LONGEST_ANSWER = 16_384;

  private final SaraiConfig.Cache config;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<VisionKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  @GuardedBy("lock")
  private long hits;

  @GuardedBy("lock")
  private long misses;

  private record Entry(Kept answer, Asker asker, Instant expires) {}

  /// An answer that was given before.
  ///
  /// @param model who gave it
  /// @param usage what it cost then
  public record Kept(String model, String text, Usage usage) {}

  /// How often an answer was found, and not found, and how many are kept.
  public record Counts(long hits, long misses, int entries) {}

  public VisionCache(SaraiConfig.Cache config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /// Whether anything is kept at all: `cache.vision_answers`.
  public boolean isOn() {
    return config.visionAnswers() && config.maxEntries() > 0;
  }

  public Optional<Kept> find(VisionKey key) {
    if (!isOn()) {
      return Optional.empty();
    }
    lock.lock();
    try {
      expire();
      Entry found = entries.get(key);
      hits += found == null ? 0 : 1;
      misses += found == null ? 1 : 0;
      return Optional.ofNullable(found).map(Entry::answer);
    } finally {
      lock.unlock();
    }
  }

  /// Keeps an answer that was given in full; very long ones are not.
  ///
  /// @param asker who was answered; the key's owner is one of its names
  public void keep(VisionKey key, Asker asker, Kept answer) {
    if (!isOn() || answer.text().length() > LONGEST_ANSWER) {
      return;
    }
    lock.lock();
    try {
      expire();
      entries.put(key, new Entry(answer, asker, clock.instant().plus(config.ttl())));
      if (entries.size() > config.maxEntries()) {
        Iterator<VisionKey> oldest = entries.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Forgets what some were answered.
  ///
  /// @return how many answers are gone
  public int purge(Predicate<Asker> meant) {
    lock.lock();
    try {
      int before = entries.size();
      entries.values().removeIf(entry -> meant.test(entry.asker()));
      return before - entries.size();
    } finally {
      lock.unlock();
    }
  }

  public Counts counts() {
    lock.lock();
    try {
      expire();
      return new Counts(hits, misses, entries.size());
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void expire() {
    Instant now = clock.instant();
    entries.values().removeIf(entry -> !entry.expires().isAfter(now));
  }
}
