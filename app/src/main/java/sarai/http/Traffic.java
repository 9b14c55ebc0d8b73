package sarai.http;

import io.helidon.http.HeaderName;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts the requests that were answered and how long that took. Thread-safe.
final class Traffic implements Filter {
  /// Upper bounds of the histogram in seconds: from a warm tiny model to a cold large one.
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300
  };

  private static final List<String> PATHS =
      List.of(
          "/health",
          "/metrics",
          "/v1/chat/completions",
          "/v1/embeddings",
          "/v1/audio/transcriptions",
          "/v1/models",
          "/v1/route",
          "/v1/feedback",
          "/api/pool",
          "/api/models",
          "/api/plan",
          "/api/runs");

  private final Map<Kind, LongAdder> counts = new ConcurrentSkipListMap<>();
  private final Map<String, Histogram> latencies = new ConcurrentSkipListMap<>();
  private final LongSupplier nanoClock;

  Traffic(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// What is counted apart. All of it comes from bounded sets, whatever clients send.
  private record Kind(String path, String route, String model, int status)
      implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      return toString().compareTo(other.toString());
    }
  }

  /// Counts of one path, by how long the request took.
  private static final class Histogram {
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();

    Histogram() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    void add(long took) {
      int bucket = 0;
      while (bucket < BOUNDS.length && took > BOUNDS[bucket] * 1e9) {
        bucket++;
      }
      buckets[bucket].increment();
      nanos.add(took);
    }
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long began = nanoClock.getAsLong();
    int status = 500;
    try {
      chain.proceed();
      status = response.status().code();
    } finally {
      String path = path(request.path().path());
      Kind kind =
          new Kind(
              path, header(response, ChatRoutes.ROUTE), header(response, ChatRoutes.MODEL), status);
      counts.computeIfAbsent(kind, _ -> new LongAdder()).increment();
      latencies.computeIfAbsent(path, _ -> new Histogram()).add(nanoClock.getAsLong() - began);
    }
  }

  private static String path(String path) {
    return PATHS.stream()
        .filter(known -> path.equals(known) || path.startsWith(known + "/"))
        .findFirst()
        .orElse("other");
  }

  private static String header(RoutingResponse response, HeaderName name) {
    return response.headers().contains(name) ? response.headers().get(name).get() : "";
  }

  void write(Exposition to) {
    to.begin("sarai_requests", "counter", "Requests answered.");
    counts.forEach((kind, count) ->
        to.value(
            "sarai_requests_total",
            (double) count.sum(),
            "path",
            kind.path(),
            "route",
            kind.route(),
            "model",
            kind.model(),
            "status",
            Integer.toString(kind.status())));
    to.begin("sarai_request_seconds", "histogram", "Time from a request to the end of its answer.");
    latencies.forEach((path, histogram) -> write(to, path, histogram));
  }

  private static void write(Exposition to, String path, Histogram histogram) {
    long sum = 0;
    for (int i = 0; i < histogram.buckets.length; i++) {
      sum += histogram.buckets[i].sum();
      String bound = i < BOUNDS.length ? Exposition.number(BOUNDS[i]) : "+Inf";
      to.value("sarai_request_seconds_bucket", (double) sum, "path", path, "le", bound);
    }
    to.value("sarai_request_seconds_sum", histogram.nanos.sum() / 1e9, "path", path);
    to.value("sarai_request_seconds_count", (double) sum, "path", path);
  }
}
