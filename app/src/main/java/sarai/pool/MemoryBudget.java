package sarai.pool;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sarai.units.Bytes;

/// The ledger of everything that takes memory, in bytes, under one limit. The sum of all entries
/// may exceed the limit only when something was measured larger than it was booked; that is the
/// [#deficit].
///
/// Not thread-safe: it belongs to the pool's owner thread.
final class MemoryBudget {
  /// What an entry stands for.
  enum Kind {
    /// A resident model that is never evicted.
    PINNED,
    /// A resident model that may be.
    RESIDENT,
    /// A model being loaded, at its peak.
    RESERVED,
    /// A model whose process is not gone yet.
    UNLOADING,
    /// This program's own process.
    JVM,
    /// What stays free.
    MARGIN
  }

  private static final String JVM_TAG = "(this program)";
  private static final String MARGIN_TAG = "(margin)";

  private record Entry(Kind kind, long bytes) {}

  private final Map<String, Entry> entries = new HashMap<>();
  private final EnumMap<Kind, Long> sums = new EnumMap<>(Kind.class);
  private long limit;
  private long charged;

  MemoryBudget(Bytes limit, Bytes margin, Bytes jvm) {
    this.limit = limit.value();
    book(MARGIN_TAG, Kind.MARGIN, margin);
    book(JVM_TAG, Kind.JVM, jvm);
  }

  /// Enters `bytes` under `tag` if they fit; tells whether they did. The one way to take memory for
  /// something new.
  boolean reserve(String tag, Bytes bytes) {
    if (entries.containsKey(tag)) {
      throw new IllegalStateException(tag + " holds memory already");
    }
    if (bytes.value() > limit - charged) {
      return false;
    }
    book(tag, Kind.RESERVED, bytes);
    return true;
  }

  /// Changes what an entry stands for and how much it is, as measured. May make a deficit.
  void rebook(String tag, Kind kind, Bytes bytes) {
    if (!entries.containsKey(tag)) {
      throw new IllegalStateException(tag + " holds no memory");
    }
    book(tag, kind, bytes);
  }

  /// Changes what an entry stands for.
  void rebook(String tag, Kind kind) {
    rebook(tag, kind, held(tag));
  }

  /// Gives an entry's memory back, once its process is gone.
  void release(String tag) {
    Entry entry = entries.remove(tag);
    if (entry == null) {
      throw new IllegalStateException(tag + " holds no memory");
    }
    add(entry, -1);
  }

  void measureJvm(Bytes bytes) {
    book(JVM_TAG, Kind.JVM, bytes);
  }

  void limit(Bytes changed, Bytes margin) {
    limit = changed.value();
    book(MARGIN_TAG, Kind.MARGIN, margin);
  }

  private void book(String tag, Kind kind, Bytes bytes) {
    if (bytes.value() < 0) {
      throw new IllegalArgumentException(tag + " cannot hold " + bytes);
    }
    Entry entry = new Entry(kind, bytes.value());
    @Nullable Entry before = entries.put(tag, entry);
    if (before != null) {
      add(before, -1);
    }
    add(entry, +1);
  }

  private void add(Entry entry, int sign) {
    charged += sign * entry.bytes();
    sums.merge(entry.kind(), sign * entry.bytes(), Long::sum);
  }

  Bytes limit() {
    return Bytes.of(limit);
  }

  Bytes charged() {
    return Bytes.of(charged);
  }

  /// What may still be taken; zero when there is a deficit.
  Bytes free() {
    return Bytes.of(Math.max(0, limit - charged));
  }

  /// By how much the entries exceed the limit; zero when they do not.
  Bytes deficit() {
    return Bytes.of(Math.max(0, charged - limit));
  }

  Bytes held(String tag) {
    Entry entry = entries.get(tag);
    return entry == null ? Bytes.ZERO : Bytes.of(entry.bytes());
  }

  Bytes sum(Kind kind) {
    return Bytes.of(sums.getOrDefault(kind, 0L));
  }
}
