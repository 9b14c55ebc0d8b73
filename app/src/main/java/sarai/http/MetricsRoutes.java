package sarai.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import sarai.cache.VisionCache;
import sarai.pool.Cause;
import sarai.pool.ModelPool;
import sarai.pool.ModelState;
import sarai.pool.PoolChange;
import sarai.pool.PoolSnapshot;

/// `GET /metrics`: the traffic and the pool in Prometheus' text format (ADR 0098). Hears the pool's
/// changes until it is closed.
final class MetricsRoutes implements HttpService, AutoCloseable {
  private final ModelPool pool;
  private final VisionCache visionAnswers;
  private final Traffic traffic;
  private final Map<String, LongAdder> loads = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> evictions = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> unloads = new ConcurrentSkipListMap<>();
  private final ModelPool.Subscription subscription;

  MetricsRoutes(ModelPool pool, VisionCache visionAnswers, Traffic traffic) {
    this.pool = pool;
    this.visionAnswers = visionAnswers;
    this.traffic = traffic;
    this.subscription = pool.subscribe(this::count);
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/metrics", Responses.handler((_, response) -> metrics(response)));
  }

  private void count(PoolChange change) {
    if (change.to() == ModelState.READY && change.from() == ModelState.LOADING) {
      increment(loads, change.model());
    } else if (change.to() == ModelState.FAILED) {
      increment(failures, change.model());
    } else if (change.to() == ModelState.UNLOADING) {
      increment(unloads, change.model());
      if (change.cause() == Cause.EVICTED) {
        increment(evictions, change.model());
      }
    }
  }

  private static void increment(Map<String, LongAdder> counts, String model) {
    counts.computeIfAbsent(model, _ -> new LongAdder()).increment();
  }

  private void metrics(ServerResponse response) throws InterruptedException {
    Exposition text = new Exposition();
    traffic.write(text);
    write(pool.snapshot(), text);
    counted(text, "sarai_model_loads", "Loads that made a model ready.", loads);
    counted(text, "sarai_model_failures", "Loads and models that failed.", failures);
    counted(text, "sarai_model_unloads", "Times a model left memory.", unloads);
    counted(text, "sarai_model_evictions", "Times it left for another one.", evictions);
    write(visionAnswers.counts(), text);
    response.header(HeaderNames.CONTENT_TYPE, Exposition.TYPE);
    response.send(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void write(PoolSnapshot pool, Exposition to) {
    gauge(to, "sarai_pool_budget_bytes", "The ceiling.", pool.budget().value());
    gauge(to, "sarai_pool_charged_bytes", "What the budget counts.", pool.charged().value());
    gauge(to, "sarai_pool_measured_bytes", "What models really take.", pool.measured().value());
    gauge(to, "sarai_pool_queue", "Requests that wait for a model.", pool.queue().size());
    to.begin("sarai_models", "gauge", "Models by state.");
    for (ModelState state : ModelState.values()) {
      long count = pool.models().stream().filter(model -> model.state() == state).count();
      to.value("sarai_models", (double) count, "state", state.name().toLowerCase(Locale.ROOT));
    }
    to.begin("sarai_model_measured_bytes", "gauge", "What a model really takes.");
    for (PoolSnapshot.Model model : pool.models()) {
      to.value(
          "sarai_model_measured_bytes", (double) model.measured().value(), "model", model.id());
    }
  }

  private static void write(VisionCache.Counts cache, Exposition to) {
    gauge(to, "sarai_vision_cache_entries", "Visual answers that are kept.", cache.entries());
    String lookups = "sarai_vision_cache_lookups";
    to.begin(lookups, "counter", "Visual questions that could have been asked before.");
    to.value(lookups + "_total", (double) cache.hits(), "result", "hit");
    to.value(lookups + "_total", (double) cache.misses(), "result", "miss");
  }

  private static void gauge(Exposition to, String name, String help, long value) {
    to.begin(name, "gauge", help);
    to.value(name, (double) value);
  }

  private static void counted(
      Exposition to, String name, String help, Map<String, LongAdder> counts) {
    to.begin(name, "counter", help);
    counts.forEach(
        (model, count) -> to.value(name + "_total", (double) count.sum(), "model", model));
  }

  @Override
  public void close() {
    subscription.close();
  }
}
