package sarai.config;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the configuration's records say about their keys: the one source of the reader, of the
/// editor schema and of the environment variables.
final class Keys {
  private Keys() {}

  /// One key of a record.
  ///
  /// @param type of the component
  /// @param nullable whether its value may be absent or null
  record Spec(String name, Key key, Type type, boolean nullable) {
    /// Whether absence is an error.
    boolean required() {
      return !nullable
          && key.byDefault().equals("null")
          && !isGroup(type)
          && !isMap(type)
          && !isInferred();
    }

    /// Whether the word `auto` means null.
    boolean automatic() {
      return key.byDefault().equals("auto");
    }

    private boolean isInferred() {
      return List.of("name", "role", "engine").contains(name);
    }
  }

  /// The keys of `type` in the order of its components, those of inline groups among them.
  static List<Spec> of(Class<?> type) {
    List<Spec> specs = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Key key = component.getAnnotation(Key.class);
      if (component.isAnnotationPresent(Inline.class)) {
        specs.addAll(of(component.getType()));
      } else if (key != null) {
        specs.add(spec(component, key));
      }
    }
    return specs;
  }

  static List<String> names(Class<?> type) {
    return of(type).stream().map(Spec::name).toList();
  }

  /// How a component is called in the file.
  static String nameOf(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    return key == null || key.name().isEmpty() ? snakeCase(component.getName()) : key.name();
  }

  static Spec spec(RecordComponent component, Key key) {
    String name = nameOf(component);
    AnnotatedType type = component.getAnnotatedType();
    return new Spec(
        name, key, component.getGenericType(), type.isAnnotationPresent(Nullable.class));
  }

  static boolean isGroup(Type type) {
    return type instanceof Class<?> c && c.isRecord() && !isValue(c);
  }

  static boolean isMap(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Map.class;
  }

  static boolean isList(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == List.class;
  }

  /// The last type argument: what a list holds, or a map's values.
  static Type element(Type type) {
    return Arrays.asList(((ParameterizedType) type).getActualTypeArguments()).getLast();
  }

  private static boolean isValue(Class<?> type) {
    return type == Secret.class || type == sarai.units.Bytes.class;
  }

  private static String snakeCase(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
