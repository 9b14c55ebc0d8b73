package sarai.chat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The request fields that only the answering engine reads (`temperature`, `tools`,
/// `response_format`, …), kept as the client wrote them. Immutable: the tree is copied in and out.
public final class Parameters {
  public static final Parameters NONE = new Parameters(JsonNodeFactory.instance.objectNode());

  private final ObjectNode fields;

  private Parameters(ObjectNode fields) {
    this.fields = fields;
  }

  /// The named fields of `body` that are present and not null.
  public static Parameters from(ObjectNode body, Set<String> names) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      JsonNode value = body.get(name);
      if (value != null && !value.isNull()) {
        kept.set(name, value.deepCopy());
      }
    }
    return new Parameters(kept);
  }

  /// The same parameters with one field set.
  public Parameters with(String name, JsonNode value) {
    ObjectNode changed = fields.deepCopy();
    changed.set(name, value.deepCopy());
    return new Parameters(changed);
  }

  /// The field, or null when the client did not send it.
  public @Nullable JsonNode get(String name) {
    JsonNode value = fields.get(name);
    return value == null ? null : value.deepCopy();
  }

  public boolean has(String name) {
    return fields.has(name);
  }

  /// Copies every field into `target`, replacing what is there.
  public void writeTo(ObjectNode target) {
    target.setAll(fields.deepCopy());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Parameters that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
