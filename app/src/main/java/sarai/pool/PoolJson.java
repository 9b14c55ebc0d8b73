package sarai.pool;

import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The pool in our own shapes; the command line prints the same.
public final class PoolJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private PoolJson() {}

  public static ObjectNode snapshot(PoolSnapshot pool) {
    ObjectNode body =
        JSON.objectNode()
            .put("budget_bytes", pool.budget().value())
            .put("charged_bytes", pool.charged().value())
            .put("free_bytes", pool.free().value())
            .put("measured_bytes", pool.measured().value())
            .put("jvm_bytes", pool.jvm().value())
            .put("margin_bytes", pool.margin().value());
    ArrayNode models = body.putArray("models");
    pool.models().forEach(model -> models.add(model(model)));
    ArrayNode queue = body.putArray("queue");
    for (PoolSnapshot.Waiting waiting : pool.queue()) {
      queue
          .addObject()
          .put("model", waiting.model())
          .put("waiting_seconds", waiting.waitingSeconds())
          .put("position", waiting.position());
    }
    return body;
  }

  private static ObjectNode model(PoolSnapshot.Model model) {
    ObjectNode json =
        JSON.objectNode()
            .put("id", model.id())
            .put("name", model.name())
            .put("role", model.role().name().toLowerCase(Locale.ROOT))
            .put("state", model.state().name().toLowerCase(Locale.ROOT))
            .put("variant", model.variant())
            .put("pid", model.pid())
            .put("reserved_bytes", model.reserved().value())
            .put("measured_bytes", model.measured().value())
            .put("leases", model.leases())
            .put("permanent", model.permanent())
            .put("idle_seconds", model.idleSeconds())
            .put("leaves_in_seconds", model.leavesInSeconds());
    PoolSnapshot.LastChange change = model.lastChange();
    if (change == null) {
      json.putNull("last_change");
    } else {
      json.putObject("last_change")
          .put("at", change.at().toString())
          .put("cause", cause(change.cause()))
          .put("reason", change.reason());
    }
    return json;
  }

  public static ObjectNode plan(Plan plan) {
    ObjectNode json = JSON.objectNode().put("fits", plan.fits());
    ArrayNode evict = json.putArray("evict");
    for (Plan.Eviction eviction : plan.evict()) {
      evict.addObject().put("id", eviction.id()).put("bytes", eviction.bytes().value());
    }
    return json.put("need_bytes", plan.need().value())
        .put("free_bytes", plan.free().value())
        .put("eta_seconds", plan.etaSeconds())
        .put("variant", plan.variant())
        .put("reason", plan.reason());
  }

  public static ObjectNode proof(StartProof proof) {
    ObjectNode json =
        JSON.objectNode()
            .put("holds", proof.holds())
            .put("budget_bytes", proof.budget().value())
            .put("jvm_bytes", proof.jvm().value())
            .put("margin_bytes", proof.margin().value());
    ArrayNode models = json.putArray("models");
    for (StartProof.Item item : proof.models()) {
      models
          .addObject()
          .put("id", item.id())
          .put("variant", item.variant())
          .put("peak_bytes", item.peak().value())
          .put("steady_bytes", item.steady().value())
          .put("permanent", item.permanent())
          .put("basis", item.basis());
    }
    ArrayNode sets = json.putArray("sets");
    for (StartProof.Set set : proof.sets()) {
      ObjectNode entry = sets.addObject();
      set.models().forEach(entry.putArray("models")::add);
      entry.put("need_bytes", set.need().value()).put("fits", set.fits());
    }
    return json;
  }

  private static String cause(Cause cause) {
    return cause.name().toLowerCase(Locale.ROOT);
  }

  public static ObjectNode change(PoolChange change) {
    return JSON.objectNode()
        .put("at", change.at().toString())
        .put("model", change.model())
        .put("from", change.from().name().toLowerCase(Locale.ROOT))
        .put("to", change.to().name().toLowerCase(Locale.ROOT))
        .put("cause", cause(change.cause()))
        .put("reason", change.reason())
        .put("bytes", change.bytes().value());
  }
}
