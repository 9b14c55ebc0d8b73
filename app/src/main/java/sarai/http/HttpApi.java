package sarai.http;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sarai.agent.Hearing;
import sarai.cache.VisionCache;
import sarai.config.ModelConfig;
import sarai.config.Reload;
import sarai.config.SaraiConfig;
import sarai.feedback.FeedbackStore;
import sarai.graph.Assistant;
import sarai.media.MediaIntake;
import sarai.media.MediaSpool;
import sarai.pool.ModelPool;
import sarai.route.RoutePolicy;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The HTTP server: listens from [#start] until [#close].
public final class HttpApi implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("sarai.http");
  private static final Duration DRAIN = Duration.ofSeconds(10);

  /// What the surface stands on.
  ///
  /// @param serving what answers now; asked anew for each request
  public record Parts(
      SaraiConfig.Server config,
      String version,
      Supplier<Serving> serving,
      ModelPool pool,
      MediaSpool spool,
      FeedbackStore feedback,
      VisionCache visionAnswers,
      InstantSource clock) {
    Map<String, ModelConfig> models() {
      return serving.get().models();
    }

    Assistant assistant() {
      return serving.get().assistant();
    }

    MediaIntake intake() {
      return serving.get().intake();
    }

    RoutePolicy policy() {
      return serving.get().policy();
    }

    Hearing hearing() {
      return serving.get().hearing();
    }

    @Nullable Reload reload() {
      return serving.get().reload();
    }
  }

  private final Parts parts;
  private final ObjectMapper json;
  private final Traffic traffic = new Traffic(System::nanoTime);
  private final MetricsRoutes metrics;
  private final WebServer server;
  private final AtomicReference<@Nullable String> draining = new AtomicReference<>();

  private HttpApi(Parts parts) {
    this.parts = parts;
    this.json = mapper(parts.config());
    this.metrics = new MetricsRoutes(parts.pool(), parts.visionAnswers(), traffic);
    this.server = server();
  }

  private static ObjectMapper mapper(SaraiConfig.Server config) {
    int longest = (int) Math.min(Integer.MAX_VALUE, config.maxBody().value());
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxStringLength(longest)
                        .maxNestingDepth(200)
                        .build())
                .build())
        .build();
  }

  private WebServer server() {
    SaraiConfig.Server config = parts.config();
    Bodies bodies = new Bodies(json, config.maxBody());
    HttpRouting.Builder routing =
        HttpRouting.builder()
            .addFilter(traffic)
            .addFilter(new RequestGuard(config))
            .get("/health", (_, response) -> health(response))
            .register(new ChatRoutes(parts, bodies, json))
            .register(new ModelRoutes(parts.pool(), json, parts.clock().instant().getEpochSecond()))
            .register(new TranscriptionRoutes(parts, bodies, json))
            .register(new PoolRoutes(parts, bodies, json))
            .register(new RouteRoutes(parts, bodies, json))
            .register(new FeedbackRoutes(parts, bodies, json))
            .register(new RunRoutes(parts.feedback()))
            .register(new EmbeddingRoutes(parts, bodies, json))
            .register(metrics)
            .any((request, response) ->
                Responses.fail(
                    response,
                    ApiError.notFound(
                        "there is no %s %s"
                            .formatted(request.prologue().method().text(), request.path().path()))))
            .error(RuntimeException.class, (_, response, e) -> broken(response, e));
    return WebServer.builder()
        .host(config.host())
        .port(config.port())
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
        .shutdownGracePeriod(DRAIN)
        .shutdownHook(false)
        .addConnectionSelector(new WatchedHttp1())
        .addRouting(routing)
        .build();
  }

  private static void broken(ServerResponse response, RuntimeException e) {
    if (e instanceof UncheckedIOException || e instanceof InsufficientDataAvailableException) {
      LOG.log(Level.DEBUG, "the client left", e);
      return;
    }
    LOG.log(Level.ERROR, "a request ended by a defect", e);
    if (!response.isSent()) {
      Responses.fail(response, ApiError.internal());
    }
  }

  private void health(ServerResponse response) {
    String reason = draining.get();
    if (reason == null) {
      ObjectNode body = json.createObjectNode().put("status", "ok").put("version", parts.version());
      Responses.send(response, 200, json.writeValueAsBytes(body));
      return;
    }
    ApiError error =
        new ApiError(503, "unavailable_error", reason, null, "draining", Duration.ofSeconds(5));
    ObjectNode body = error.json().put("status", "draining").put("reason", reason);
    Responses.send(response, 503, json.writeValueAsBytes(body));
  }

  /// A server that accepts requests.
  ///
  /// @throws BindException when the port is taken
  public static HttpApi start(Parts parts) throws IOException {
    requireFree(parts.config());
    HttpApi api = new HttpApi(parts);
    api.server.start();
    return api;
  }

  /// Helidon reports a taken port as a defect; this tells it as what it is.
  private static void requireFree(SaraiConfig.Server config) throws IOException {
    if (config.port() != 0) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(config.host(), config.port()));
      } catch (BindException e) {
        BindException taken =
            new BindException(
                "%s:%d cannot be listened on (%s): end the program that does, or choose another with --port"
                    .formatted(config.host(), config.port(), e.getMessage()));
        taken.initCause(e);
        throw taken;
      }
    }
  }

  public URI address() {
    String host = parts.config().host();
    return URI.create(
        "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, server.port()));
  }

  /// From now on `/health` says that the server is going away, and why.
  public void drain(String reason) {
    draining.set(reason);
  }

  @Override
  public void close() {
    drain("the server is stopping");
    server.stop();
    metrics.close();
  }
}
