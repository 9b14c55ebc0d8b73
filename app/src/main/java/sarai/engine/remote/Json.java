package sarai.engine.remote;

import org.jspecify.annotations.Nullable;
import sarai.engine.EngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as endpoints write it. Thread-safe.
final class Json {
  static final JsonMapper MAPPER = JsonMapper.shared();
  private static final int SHOWN = 200;

  private Json() {}

  /// @throws EngineException.Crashed when the text is no JSON object
  static JsonNode object(String text) throws EngineException {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException e) {
      throw new EngineException.Crashed("It sent what is no JSON: " + excerpt(text), e);
    }
    throw new EngineException.Crashed("It sent what is no JSON object: " + excerpt(text));
  }

  /// The message of an error in any of the usual shapes; null when there is none.
  static @Nullable String error(JsonNode node) {
    JsonNode error = node.path("error");
    if (error.isMissingNode() || error.isNull()) {
      return null;
    }
    String message = text(error.isObject() ? error.path("message") : error);
    return message.isEmpty() ? excerpt(error.toString()) : excerpt(message);
  }

  /// The string; empty when the node is something else.
  static String text(JsonNode node) {
    return node.isString() ? node.stringValue() : "";
  }

  static String excerpt(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
