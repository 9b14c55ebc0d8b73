package sarai.config;

import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import sarai.units.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schema (draft 2020-12) that editors check and complete `sarai.yaml` with, made of the
/// same records as the reader. Ranges of sizes and durations stand in the descriptions: a schema
/// cannot compare `"8GB"`.
public final class ConfigSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ConfigSchema() {}

  /// Writes the schema as JSON with a line feed at the end.
  public static void write(Appendable out) throws IOException {
    out.append(json());
  }

  private static String json() {
    ObjectNode schema = NODES.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "SARAi configuration");
    schema.setAll(group(SaraiConfig.class));
    schema.putArray("required").add("models");
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    return mapper.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
  }

  private static ObjectNode group(Class<?> type) {
    ObjectNode group = NODES.objectNode().put("type", "object");
    ObjectNode properties = group.putObject("properties");
    group.put("additionalProperties", false);
    ArrayNode required = NODES.arrayNode();
    for (Keys.Spec spec : Keys.of(type)) {
      properties.set(spec.name(), property(spec));
      if (spec.required()) {
        required.add(spec.name());
      }
    }
    if (!required.isEmpty()) {
      group.set("required", required);
    }
    return group;
  }

  private static ObjectNode property(Keys.Spec spec) {
    ObjectNode property = NODES.objectNode().put("description", description(spec));
    standard(spec).ifPresent(value -> property.set("default", value));
    ObjectNode type = type(spec.type(), spec.key());
    if (spec.automatic()) {
      property.putArray("anyOf").add(NODES.objectNode().put("const", "auto")).add(type).add(none());
    } else if (spec.nullable() || Keys.isGroup(spec.type())) {
      property.putArray("anyOf").add(type).add(none());
    } else {
      property.setAll(type);
    }
    return property;
  }

  private static ObjectNode none() {
    return NODES.objectNode().put("type", "null");
  }

  private static String description(Keys.Spec spec) {
    boolean unit = spec.type() == Bytes.class || spec.type() == Duration.class;
    return unit
        ? spec.key().doc() + " Is " + Scalars.expected(spec.type(), spec.key()) + "."
        : spec.key().doc();
  }

  private static ObjectNode type(Type type, Key key) {
    if (Keys.isGroup(type)) {
      return group((Class<?>) type);
    }
    ObjectNode schema = NODES.objectNode();
    if (Keys.isMap(type)) {
      schema.put("type", "object");
      schema.set("additionalProperties", group((Class<?>) Keys.element(type)));
    } else if (Keys.isList(type)) {
      schema.put("type", "array");
      schema.set("items", type(Keys.element(type), key));
    } else {
      single(Scalars.boxed(type), key, schema);
    }
    return schema;
  }

  private static void single(Class<?> type, Key key, ObjectNode schema) {
    if (type.isEnum()) {
      schema.set("enum", texts(Scalars.constants(type)));
    } else if (type == Boolean.class) {
      schema.put("type", "boolean");
    } else if (Number.class.isAssignableFrom(type)) {
      schema.put("type", type == Double.class ? "number" : "integer");
      bound(schema, "minimum", key.min());
      bound(schema, "maximum", key.max());
    } else if (type == Bytes.class) {
      schema.putArray("type").add("string").add("integer");
      schema.put("pattern", "^\\d+(\\.\\d+)?\\s*([kKmMgGtT]i?)?[bB]?$");
    } else {
      schema.put("type", "string");
      pattern(type, key).ifPresent(pattern -> schema.put("pattern", "^(" + pattern + ")$"));
    }
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode array = NODES.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  private static Optional<String> pattern(Class<?> type, Key key) {
    return type == Duration.class
        ? Optional.of(Durations.PATTERN)
        : Optional.of(key.pattern()).filter(pattern -> !pattern.isEmpty());
  }

  private static void bound(ObjectNode schema, String name, double bound) {
    if (Double.isFinite(bound)) {
      schema.set(name, number(bound));
    }
  }

  private static JsonNode number(double value) {
    return value == Math.rint(value) ? NODES.numberNode((long) value) : NODES.numberNode(value);
  }

  private static Optional<JsonNode> standard(Keys.Spec spec) {
    String text = spec.key().byDefault();
    if (text.equals("null")) {
      return Optional.empty();
    }
    if (Keys.isList(spec.type())) {
      String inside = text.substring(1, text.length() - 1);
      return Optional.of(texts(inside.isEmpty() ? List.of() : List.of(inside.split(",\\s*"))));
    }
    Class<?> type = Scalars.boxed(spec.type());
    if (type == Boolean.class) {
      return Optional.of(NODES.booleanNode(Boolean.parseBoolean(text)));
    }
    boolean numeric = Number.class.isAssignableFrom(type) && !spec.automatic();
    return Optional.of(
        numeric ? number(Double.parseDouble(text)) : NODES.stringNode(text.replace("\"", "")));
  }
}
