package sarai.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import sarai.config.SaraiConfig;
import sarai.config.Secret;

/// Lets in only who may: the `Host` must be ours (no DNS rebinding), a web page must be of an
/// allowed origin, the key must match when there is one, and no more requests than configured run
/// at once.
final class RequestGuard implements Filter {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final SaraiConfig.Server config;
  private final Semaphore slots;

  RequestGuard(SaraiConfig.Server config) {
    this.config = config;
    this.slots = new Semaphore(config.maxConcurrentRequests());
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    ApiError refusal = refusal(request);
    if (refusal != null) {
      Responses.fail(response, refusal);
      return;
    }
    if (isCheap(request)) {
      chain.proceed();
      return;
    }
    if (!slots.tryAcquire()) {
      Responses.fail(response, tooMany());
      return;
    }
    try {
      chain.proceed();
    } finally {
      slots.release();
    }
  }

  private static boolean isCheap(RoutingRequest request) {
    return request.prologue().method().text().equals("GET");
  }

  private ApiError tooMany() {
    return new ApiError(
        429,
        "rate_limit_error",
        "%d requests are being answered, the most is server.max_concurrent_requests"
            .formatted(config.maxConcurrentRequests()),
        null,
        "too_many_requests",
        java.time.Duration.ofSeconds(1));
  }

  private @Nullable ApiError refusal(RoutingRequest request) {
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    if (!isOurs(host)) {
      return ApiError.forbidden("the Host '%s' is not this server's".formatted(host));
    }
    String origin = request.headers().first(HeaderNames.ORIGIN).orElse(null);
    if (origin != null && !isAllowed(origin, host)) {
      return ApiError.forbidden(
          "pages of '%s' may not call this server; see server.allowed_origins".formatted(origin));
    }
    boolean open = request.path().path().equals("/health");
    Secret key = config.apiKey();
    return key == null || open || hasKey(request, key) ? null : ApiError.unauthorized();
  }

  private boolean isOurs(String host) {
    String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(name) || !config.isLoopback() || name.equals(config.host());
  }

  private boolean isAllowed(String origin, String host) {
    return config.allowedOrigins().contains(origin)
        || origin.equals("http://" + host)
        || origin.equals("https://" + host);
  }

  private static boolean hasKey(RoutingRequest request, Secret key) {
    String sent = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    return MessageDigest.isEqual(
        sent.getBytes(StandardCharsets.UTF_8),
        ("Bearer " + key.reveal()).getBytes(StandardCharsets.UTF_8));
  }
}
