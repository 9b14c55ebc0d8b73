package sarai.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Builds the configuration's records from the tree. A value that is wrong is reported and its
/// default taken, so that the rest is checked too.
final class Binder {
  private final References references;
  private final Problems problems;

  Binder(References references, Problems problems) {
    this.references = references;
    this.problems = problems;
  }

  SaraiConfig bind(Value.Mapping tree) {
    return SaraiConfig.class.cast(group(SaraiConfig.class, tree, KeyPath.ROOT));
  }

  private Object group(Class<?> type, Value.Mapping group, KeyPath path) {
    List<String> known = Keys.names(type);
    group.entries().forEach((key, entry) -> refuseUnknown(key, entry.place(), known, path));
    return record(type, group, path);
  }

  private void refuseUnknown(String key, Place place, List<String> known, KeyPath path) {
    if (!known.contains(key)) {
      String hint = Nearest.hint(key, known);
      problems.add(place, path.child(key), null, "unknown key " + Problems.quote(key) + hint);
    }
  }

  private Object record(Class<?> type, Value.Mapping group, KeyPath path) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = component(components[i], group, path);
    }
    return construct(type, components, values);
  }

  private @Nullable Object component(RecordComponent component, Value.Mapping group, KeyPath path) {
    if (component.isAnnotationPresent(Inline.class)) {
      return record(component.getType(), group, path);
    }
    Key key = component.getAnnotation(Key.class);
    return key == null ? path.last() : value(Keys.spec(component, key), group, path);
  }

  private @Nullable Object value(Keys.Spec spec, Value.Mapping group, KeyPath above) {
    KeyPath path = above.child(spec.name());
    Value.Entry entry = group.entries().get(spec.name());
    if (entry == null) {
      if (spec.required()) {
        problems.add(group.place(), path, null, "the key is missing");
      }
      return byDefault(spec, group, path);
    }
    if (Value.isNull(entry.value())) {
      return nothing(spec, entry, group, path);
    }
    if (Keys.isGroup(spec.type()) || Keys.isMap(spec.type())) {
      return nested(spec, entry, path);
    }
    return Keys.isList(spec.type())
        ? list(spec, spec.type(), entry.value(), entry.place(), path)
        : single(spec, spec.type(), entry.value(), entry.shown(), path);
  }

  private @Nullable Object nothing(
      Keys.Spec spec, Value.Entry entry, Value.Mapping group, KeyPath path) {
    boolean allowed = spec.nullable() || Keys.isGroup(spec.type()) || Keys.isMap(spec.type());
    if (!allowed) {
      problems.add(
          entry.shown(), path, null, "has no value; expected " + expected(spec.type(), spec));
    }
    return spec.nullable() ? null : byDefault(spec, group, path);
  }

  private @Nullable Object nested(Keys.Spec spec, Value.Entry entry, KeyPath path) {
    if (!(entry.value() instanceof Value.Mapping group)) {
      wrongKind(entry.value(), entry.shown(), "a group of keys", path);
      return byDefault(spec, new Value.Mapping(Map.of(), entry.place()), path);
    }
    Value.Mapping placed = new Value.Mapping(group.entries(), entry.place());
    return Keys.isMap(spec.type())
        ? map((Class<?>) Keys.element(spec.type()), placed, path)
        : group((Class<?>) spec.type(), placed, path);
  }

  private Map<String, Object> map(Class<?> type, Value.Mapping group, KeyPath path) {
    Map<String, Object> bound = new LinkedHashMap<>();
    group.entries().forEach((key, entry) -> bound.put(key, element(type, entry, path.child(key))));
    return bound;
  }

  private Object element(Class<?> type, Value.Entry entry, KeyPath path) {
    Value value = entry.value();
    if (!(value instanceof Value.Mapping) && !Value.isNull(value)) {
      wrongKind(value, entry.shown(), "a group of keys", path);
    }
    Map<String, Value.Entry> entries =
        value instanceof Value.Mapping group ? group.entries() : Map.of();
    return group(type, new Value.Mapping(entries, entry.place()), path);
  }

  private List<Object> list(Keys.Spec spec, Type type, Value value, Place place, KeyPath path) {
    if (!(value instanceof Value.Items items)) {
      wrongKind(value, place, "a list", path);
      return List.of();
    }
    Type element = Keys.element(type);
    List<Object> bound = new ArrayList<>();
    for (int i = 0; i < items.values().size(); i++) {
      Value item = items.values().get(i);
      KeyPath at = path.item(i);
      Object one =
          Keys.isList(element)
              ? list(spec, element, item, item.place(), at)
              : single(spec, element, item, item.place(), at);
      Optional.ofNullable(one).ifPresent(bound::add);
    }
    return bound;
  }

  private @Nullable Object single(
      Keys.Spec spec, Type type, Value value, Place place, KeyPath path) {
    if (!(value instanceof Value.Scalar scalar) || Value.isNull(value)) {
      wrongKind(value, place, expected(type, spec), path);
      return fallback(spec, type);
    }
    if (type == Secret.class) {
      return secret(scalar, path);
    }
    if (spec.automatic() && scalar.text().equals("auto")) {
      return null;
    }
    Optional<?> typed = Scalars.convert(scalar, type, spec.key());
    if (typed.isPresent()) {
      return typed.get();
    }
    refuse(scalar, type, spec, path);
    return fallback(spec, type);
  }

  private void refuse(Value.Scalar scalar, Type type, Keys.Spec spec, KeyPath path) {
    String message = Problems.quote(scalar.text()) + " is not " + expected(type, spec);
    problems.add(scalar.place(), path, scalar.text(), message + note(scalar, (Class<?>) type));
  }

  private static String note(Value.Scalar scalar, Class<?> type) {
    if (type.isEnum()) {
      return Nearest.hint(scalar.text(), Scalars.constants(type));
    }
    Class<?> target = Scalars.boxed(type);
    boolean bare = Number.class.isAssignableFrom(target) || target == Boolean.class;
    return scalar.quoted() && bare ? "; write it without quotes" : "";
  }

  private @Nullable Secret secret(Value.Scalar scalar, KeyPath path) {
    return switch (references.resolve(scalar.text())) {
      case References.Resolved.Found found -> found.secret();
      case References.Resolved.Missing missing -> {
        problems.add(scalar.place(), path, null, missing.why());
        yield null;
      }
    };
  }

  private void wrongKind(Value value, Place place, String expected, KeyPath path) {
    String kind = Value.isNull(value) ? "nothing" : value.kind();
    problems.add(place, path, null, "is " + kind + "; expected " + expected);
  }

  private static String expected(Type type, Keys.Spec spec) {
    if (Keys.isList(type)) {
      return "a list";
    }
    return type == Secret.class ? "text" : Scalars.expected(type, spec.key());
  }

  private @Nullable Object byDefault(Keys.Spec spec, Value.Mapping group, KeyPath path) {
    if (spec.nullable()) {
      return null;
    }
    if (Keys.isMap(spec.type())) {
      return Map.of();
    }
    return Keys.isGroup(spec.type())
        ? record((Class<?>) spec.type(), new Value.Mapping(Map.of(), group.place()), path)
        : fallback(spec, spec.type());
  }

  /// The key's default, typed; for a key without one, the least value that its type has.
  private static @Nullable Object fallback(Keys.Spec spec, Type type) {
    String text = spec.key().byDefault();
    if (Keys.isList(spec.type())) {
      return Keys.isList(type) ? defaults(text) : null;
    }
    if (spec.nullable()) {
      return null;
    }
    if (text.equals("null")) {
      return ((Class<?>) type).isEnum() ? ((Class<?>) type).getEnumConstants()[0] : "";
    }
    String bare = text.equals("\"\"") ? "" : text;
    return Scalars.convert(new Value.Scalar(bare, false, Place.variable("")), type, spec.key())
        .orElseThrow(() -> new IllegalStateException("the default of " + spec + " is wrong"));
  }

  private static List<String> defaults(String text) {
    String inside = text.substring(1, text.length() - 1);
    return inside.isEmpty() ? List.of() : List.of(inside.split(",\\s*"));
  }

  private static Object construct(
      Class<?> type, RecordComponent[] components, @Nullable Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      return canonical.newInstance(values);
    } catch (NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException(type + " cannot be made of the values bound to it", e);
    }
  }
}
