package sarai.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A piece of the file with its place, before anything is known of its meaning. Immutable.
sealed interface Value {
  Place place();

  /// What it is, for people.
  String kind();

  /// @param quoted written in quotes or as a block, so never a number, a truth value or null
  record Scalar(String text, boolean quoted, Place place) implements Value {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    boolean isNull() {
      return !quoted && NULLS.contains(text);
    }

    @Override
    public String kind() {
      return "a single value";
    }
  }

  record Items(List<Value> values, Place place) implements Value {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /// @param place of the key
  record Entry(Place place, Value value) {
    /// Where a problem with the value is shown: a single value's own place, else its key's.
    Place shown() {
      return value instanceof Scalar ? value.place() : place;
    }
  }

  record Mapping(Map<String, Entry> entries, Place place) implements Value {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String kind() {
      return "a group of keys";
    }

    Optional<Entry> entry(KeyPath path) {
      Optional<Entry> found = Optional.of(new Entry(place, this));
      for (String part : path.parts()) {
        found = found.flatMap(entry -> step(entry.value(), part));
      }
      return found;
    }

    Optional<Scalar> scalar(KeyPath path) {
      return entry(path)
          .map(Entry::value)
          .map(value -> value instanceof Scalar scalar ? scalar : null);
    }

    /// The text at `path`; empty when there is none, or null.
    Optional<String> text(KeyPath path) {
      return scalar(path).filter(scalar -> !scalar.isNull()).map(Scalar::text);
    }

    /// The group at `path`; an empty one when there is none.
    Mapping group(KeyPath path) {
      return entry(path)
          .map(Entry::value)
          .map(value -> value instanceof Mapping group ? group : null)
          .orElse(new Mapping(Map.of(), place));
    }

    /// The place of `path`, or of the nearest key above it that stands in the file.
    Place placeOf(KeyPath path) {
      Place nearest = place;
      KeyPath walked = KeyPath.ROOT;
      for (String part : path.parts()) {
        walked = walked.child(part);
        nearest = entry(walked).map(Entry::shown).orElse(nearest);
      }
      return nearest;
    }

    /// A copy with `value` at `path`. Groups on the way are made; a list or a single value on the
    /// way is left as it is, for the binder to report.
    Mapping with(KeyPath path, Value value) {
      return with(path.parts(), value);
    }

    private Mapping with(List<String> path, Value value) {
      Map<String, Entry> copy = new LinkedHashMap<>(entries);
      Entry old = entries.get(path.getFirst());
      Place key = old == null ? value.place() : old.place();
      if (path.size() == 1) {
        copy.put(path.getFirst(), new Entry(key, value));
        return new Mapping(copy, place);
      }
      if (old != null && !(old.value() instanceof Mapping) && !isNull(old.value())) {
        return this;
      }
      Mapping below =
          old != null && old.value() instanceof Mapping group ? group : new Mapping(Map.of(), key);
      copy.put(path.getFirst(), new Entry(key, below.with(path.subList(1, path.size()), value)));
      return new Mapping(copy, place);
    }

    private static Optional<Entry> step(Value value, String part) {
      return switch (value) {
        case Mapping group -> Optional.ofNullable(group.entries.get(part));
        case Items items -> item(items, part);
        case Scalar _ -> Optional.empty();
      };
    }

    private static Optional<Entry> item(Items items, String part) {
      return part.matches("\\[\\d{1,6}]")
          ? items.values().stream()
              .skip(Long.parseLong(part.substring(1, part.length() - 1)))
              .findFirst()
              .map(value -> new Entry(value.place(), value))
          : Optional.empty();
    }
  }

  static boolean isNull(Value value) {
    return value instanceof Scalar scalar && scalar.isNull();
  }
}
