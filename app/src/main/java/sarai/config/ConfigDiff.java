package sarai.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What changed from one configuration to the next. Immutable.
///
/// @param added ids that are new
/// @param removed ids that are gone
/// @param changed ids whose running process no longer fits: other files, engine, context, …
/// @param adjusted ids that changed in what can be applied while they run: time to live, fallback…
/// @param sections changed top-level keys other than `models`, such as `server`
public record ConfigDiff(
    Set<String> added,
    Set<String> removed,
    Set<String> changed,
    Set<String> adjusted,
    Set<String> sections) {
  public ConfigDiff {
    added = Set.copyOf(added);
    removed = Set.copyOf(removed);
    changed = Set.copyOf(changed);
    adjusted = Set.copyOf(adjusted);
    sections = Set.copyOf(sections);
  }

  public static ConfigDiff between(SaraiConfig before, SaraiConfig after) {
    Map<String, ModelConfig> old = before.models();
    Map<String, ModelConfig> now = after.models();
    Predicate<String> same =
        id ->
            model(id, before).runsAs(model(id, after))
                && program(id, before).equals(program(id, after));
    Set<String> kept = without(now.keySet(), id -> !old.containsKey(id));
    Set<String> changed = without(kept, same);
    return new ConfigDiff(
        without(now.keySet(), old::containsKey),
        without(old.keySet(), now::containsKey),
        changed,
        without(kept, id -> changed.contains(id) || Objects.equals(old.get(id), now.get(id))),
        sections(before, after));
  }

  public boolean isEmpty() {
    return added.isEmpty()
        && removed.isEmpty()
        && changed.isEmpty()
        && adjusted.isEmpty()
        && sections.isEmpty();
  }

  private static ModelConfig model(String id, SaraiConfig config) {
    return Objects.requireNonNull(config.models().get(id));
  }

  /// The settings of the program that runs a model.
  private static Object program(String id, SaraiConfig config) {
    ModelConfig model = model(id, config);
    return switch (model.engine()) {
      case LLAMA -> config.engines().llama();
      case WHISPER -> config.engines().whisper();
      case REMOTE -> model.remote();
    };
  }

  private static Set<String> without(Set<String> ids, Predicate<String> left) {
    return ids.stream().filter(left.negate()).collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> sections(SaraiConfig before, SaraiConfig after) {
    return Arrays.stream(SaraiConfig.class.getRecordComponents())
        .filter(component -> !component.getName().equals("models"))
        .filter(component -> !Objects.equals(get(component, before), get(component, after)))
        .map(RecordComponent::getName)
        .collect(Collectors.toUnmodifiableSet());
  }

  static @Nullable Object get(RecordComponent component, Record config) {
    try {
      return component.getAccessor().invoke(config);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component.getName(), e);
    }
  }
}
