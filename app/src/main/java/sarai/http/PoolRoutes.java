package sarai.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import sarai.engine.EngineException;
import sarai.pool.ModelPool;
import sarai.pool.ModelState;
import sarai.pool.Plan;
import sarai.pool.PoolChange;
import sarai.pool.PoolException;
import sarai.pool.PoolJson;
import sarai.pool.PoolSnapshot;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/api/pool`, its event stream, `/api/plan` and the orders of `/api/models/{id}`.
final class PoolRoutes implements HttpService {
  private static final int MOST_PENDING = 1000;

  private final HttpApi.Parts parts;
  private final ModelPool pool;
  private final Bodies bodies;
  private final ObjectMapper json;

  PoolRoutes(HttpApi.Parts parts, Bodies bodies, ObjectMapper json) {
    this.parts = parts;
    this.pool = parts.pool();
    this.bodies = bodies;
    this.json = json;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/api/pool", Responses.handler((_, response) -> snapshot(response)));
    rules.get("/api/pool/events", Responses.handler((_, response) -> events(response)));
    rules.post("/api/plan", Responses.handler(this::plan));
    rules.post("/api/models/{id}/load", Responses.handler((q, p) -> order(q, p, pool::load)));
    rules.post("/api/models/{id}/unload", Responses.handler((q, p) -> order(q, p, pool::unload)));
    rules.post("/api/models/{id}/pin", Responses.handler((q, p) -> order(q, p, pool::pin)));
    rules.post("/api/models/{id}/unpin", Responses.handler((q, p) -> order(q, p, pool::unpin)));
  }

  private void snapshot(ServerResponse response) throws InterruptedException {
    ObjectNode body = PoolJson.snapshot(pool.snapshot());
    body.set("last_reload", ReloadJson.of(parts.reload()));
    Responses.send(response, 200, json.writeValueAsBytes(body));
  }

  private void events(ServerResponse response) throws IOException, InterruptedException {
    response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    response.header(HeaderNames.CACHE_CONTROL, "no-cache");
    BlockingQueue<PoolChange> pending = new ArrayBlockingQueue<>(MOST_PENDING);
    try (ModelPool.Subscription _ = pool.subscribe(pending::offer);
        SseStream stream = new SseStream(response::outputStream, json)) {
      while (true) {
        stream.data(PoolJson.change(pending.take()));
      }
    }
  }

  private void plan(ServerRequest request, ServerResponse response)
      throws ApiException, PoolException, EngineException, IOException, InterruptedException {
    String model = bodies.object(request).path("model").asString("");
    if (model.isEmpty()) {
      throw new ApiException(ApiError.badRequest("'model' is missing", "model"));
    }
    Plan plan = pool.plan(model);
    Responses.send(response, 200, json.writeValueAsBytes(PoolJson.plan(plan)));
  }

  @FunctionalInterface
  private interface Order {
    ModelState give(String model) throws PoolException, EngineException, InterruptedException;
  }

  private void order(ServerRequest request, ServerResponse response, Order order)
      throws ApiException, PoolException, EngineException, InterruptedException {
    String id = request.path().pathParameters().get("id");
    try {
      ModelState state = order.give(id);
      ObjectNode body =
          json.createObjectNode()
              .put("id", id)
              .put("state", state.name().toLowerCase(Locale.ROOT))
              .put("eta_seconds", etaSeconds(id));
      Responses.send(response, 202, json.writeValueAsBytes(body));
    } catch (PoolException.Permanent e) {
      throw new ApiException(ApiError.conflict(e.getMessage(), "permanent"));
    } catch (PoolException.DoesNotFit e) {
      throw new ApiException(ApiError.conflict(e.getMessage(), "does_not_fit"));
    }
  }

  private @Nullable Double etaSeconds(String id) throws InterruptedException {
    for (PoolSnapshot.Model model : pool.snapshot().models()) {
      if (model.id().equals(id) && model.state() != ModelState.READY) {
        return model.loadSeconds();
      }
    }
    return null;
  }
}
