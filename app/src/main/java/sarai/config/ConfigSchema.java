package sarai.config;

import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sarai.units.Bytes;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The JSON Schema (draft 2020-12) that editors check and complete `sarai.yaml` with, made of the
/// same records as the reader. Ranges of sizes and durations stand in the descriptions: a schema
/// cannot compare `"8GB"`.
public final class ConfigSchema {
  private ConfigSchema() {}

  /// Writes the schema as JSON with a line feed at the end.
  public static void write(Appendable out) throws IOException {
    out.append(json());
  }

  private static String json() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "SARAi configuration");
    schema.putAll(group(SaraiConfig.class));
    schema.put("required", List.of("models"));
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    return mapper.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
  }

  private static Map<String, Object> group(Class<?> type) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Keys.Spec spec : Keys.of(type)) {
      properties.put(spec.name(), property(spec));
      if (spec.required()) {
        required.add(spec.name());
      }
    }
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("type", "object");
    group.put("properties", properties);
    group.put("additionalProperties", false);
    if (!required.isEmpty()) {
      group.put("required", required);
    }
    return group;
  }

  private static Map<String, Object> property(Keys.Spec spec) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("description", description(spec));
    standard(spec).ifPresent(value -> property.put("default", value));
    Map<String, Object> type = type(spec.type(), spec.key());
    if (spec.automatic()) {
      property.put("anyOf", List.of(Map.of("const", "auto"), type, Map.of("type", "null")));
    } else if (spec.nullable() || Keys.isGroup(spec.type())) {
      property.put("anyOf", List.of(type, Map.of("type", "null")));
    } else {
      property.putAll(type);
    }
    return property;
  }

  private static String description(Keys.Spec spec) {
    boolean unit = spec.type() == Bytes.class || spec.type() == Duration.class;
    return unit
        ? spec.key().doc() + " Is " + Scalars.expected(spec.type(), spec.key()) + "."
        : spec.key().doc();
  }

  private static Map<String, Object> type(Type type, Key key) {
    if (Keys.isGroup(type)) {
      return group((Class<?>) type);
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    if (Keys.isMap(type)) {
      schema.put("type", "object");
      schema.put("additionalProperties", group((Class<?>) Keys.element(type)));
    } else if (Keys.isList(type)) {
      schema.put("type", "array");
      schema.put("items", type(Keys.element(type), key));
    } else {
      single(Scalars.boxed(type), key, schema);
    }
    return schema;
  }

  private static void single(Class<?> type, Key key, Map<String, Object> schema) {
    if (type.isEnum()) {
      schema.put("enum", Scalars.constants(type));
    } else if (type == Boolean.class) {
      schema.put("type", "boolean");
    } else if (Number.class.isAssignableFrom(type)) {
      schema.put("type", type == Double.class ? "number" : "integer");
      bound(schema, "minimum", key.min());
      bound(schema, "maximum", key.max());
    } else if (type == Bytes.class) {
      schema.put("type", List.of("string", "integer"));
      schema.put("pattern", "^\\d+(\\.\\d+)?\\s*([kKmMgGtT]i?)?[bB]?$");
    } else {
      schema.put("type", "string");
      pattern(type, key).ifPresent(pattern -> schema.put("pattern", "^(" + pattern + ")$"));
    }
  }

  private static Optional<String> pattern(Class<?> type, Key key) {
    return type == Duration.class
        ? Optional.of(Durations.PATTERN)
        : Optional.of(key.pattern()).filter(pattern -> !pattern.isEmpty());
  }

  private static void bound(Map<String, Object> schema, String name, double bound) {
    if (Double.isFinite(bound)) {
      schema.put(name, number(bound));
    }
  }

  private static Number number(double value) {
    if (value == Math.rint(value)) {
      return (long) value;
    }
    return value;
  }

  private static Optional<Object> standard(Keys.Spec spec) {
    String text = spec.key().byDefault();
    if (text.equals("null")) {
      return Optional.empty();
    }
    if (Keys.isList(spec.type())) {
      String inside = text.substring(1, text.length() - 1);
      return Optional.of(inside.isEmpty() ? List.of() : List.of(inside.split(",\\s*")));
    }
    Class<?> type = Scalars.boxed(spec.type());
    if (type == Boolean.class) {
      return Optional.of(Boolean.valueOf(text));
    }
    boolean numeric = Number.class.isAssignableFrom(type) && !spec.automatic();
    return Optional.of(numeric ? number(Double.parseDouble(text)) : text.replace("\"", ""));
  }
}
