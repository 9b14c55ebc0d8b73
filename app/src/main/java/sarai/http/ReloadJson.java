package sarai.http;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import sarai.config.ConfigDiff;
import sarai.config.Reload;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What became of the last change of the configuration, as `/api/pool` tells it.
final class ReloadJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ReloadJson() {}

  static JsonNode of(@Nullable Reload reload) {
    return switch (reload) {
      case null -> JSON.nullNode();
      case Reload.Applied applied -> applied(applied);
      case Reload.Refused refused ->
          JSON.objectNode()
              .put("at", refused.at().toString())
              .put("outcome", "refused")
              .put("reason", refused.why());
    };
  }

  private static ObjectNode applied(Reload.Applied applied) {
    ConfigDiff diff = applied.change().diff();
    ObjectNode json =
        JSON.objectNode().put("at", applied.at().toString()).put("outcome", "applied");
    json.set("added", names(diff.added()));
    json.set("removed", names(diff.removed()));
    json.set("changed", names(diff.changed()));
    json.set("adjusted", names(diff.adjusted()));
    json.set("sections", names(diff.sections()));
    json.set("needs_restart", names(applied.change().needRestart()));
    return json;
  }

  private static ArrayNode names(Collection<String> names) {
    ArrayNode list = JSON.arrayNode();
    names.stream().sorted().forEach(list::add);
    return list;
  }
}
