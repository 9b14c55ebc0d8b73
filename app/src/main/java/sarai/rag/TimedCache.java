package sarai.rag;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Keeps the newest values, each for its own time. Thread-safe.
final class TimedCache<K, V> {
  private record Entry<V>(V value, Instant until) {}

  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();
  private final int capacity;
  private final InstantSource clock;

  TimedCache(int capacity, InstantSource clock) {
    this.capacity = capacity;
    this.clock = clock;
  }

  synchronized Optional<V> get(K key) {
    Entry<V> entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (!clock.instant().isBefore(entry.until())) {
      entries.remove(key);
      return Optional.empty();
    }
    return Optional.of(entry.value());
  }

  /// Keeps a value; the oldest leaves when there is no room.
  synchronized void put(K key, V value, Duration ttl) {
    entries.remove(key);
    entries.put(key, new Entry<>(value, clock.instant().plus(ttl)));
    if (entries.size() > capacity) {
      entries.remove(entries.keySet().iterator().next());
    }
  }
}
