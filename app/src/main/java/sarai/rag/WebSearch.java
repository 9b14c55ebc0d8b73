package sarai.rag;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import sarai.config.SaraiConfig;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Searches the web through a SearXNG server's JSON API. Thread-safe.
///
/// Searches are kept for `rag.cache_ttl`; those that ask about this moment for a tenth of it, and
/// none beyond the day (UTC) it was made on. Failures and empty replies are not kept. The server is
/// the operator's own choice, so it may be a private address.
public final class WebSearch {
  private static final int CACHED = 128;
  private static final long MAX_REPLY = 4 << 20;

  private static final Pattern THIS_MOMENT =
      Pattern.compile(
          "\\b(hoy|ahora|esta (noche|tarde|mañana)|en directo|en este momento|ahora mismo"
              + "|today|tonight|now|right now|live|at the moment|current(ly)?)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private final SearchClient client;
  private final SaraiConfig.Rag config;
  private final Duration limit;
  private final InstantSource clock;
  private final TimedCache<Key, SearchReply> cache;

  private record Key(String text, Tongue tongue, long day) {}

  /// @param client stays the caller's to close
  /// @param limit for one search, from connecting to the last byte
  /// @param clock says how old a kept search is
  public WebSearch(
      SearchClient client, SaraiConfig.Rag config, Duration limit, InstantSource clock) {
    this.client = client;
    this.config = config;
    this.limit = limit;
    this.clock = clock;
    this.cache = new TimedCache<>(CACHED, clock);
  }

  SearchReply search(SearchQuery query) throws SearchException, InterruptedException {
    Instant now = clock.instant();
    Key key =
        new Key(
            query.text().toLowerCase(Locale.ROOT),
            query.tongue(),
            now.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay());
    Optional<SearchReply> kept = cache.get(key);
    if (kept.isPresent()) {
      return kept.get();
    }
    SearchReply reply = ask(query);
    if (reply.hits().isEmpty() && !reply.unresponsive().isEmpty()) {
      throw new SearchException(
          "no search engine answered: " + String.join("; ", reply.unresponsive()));
    }
    if (!reply.hits().isEmpty()) {
      cache.put(key, reply, lifetime(query));
    }
    return reply;
  }

  private Duration lifetime(SearchQuery query) {
    return THIS_MOMENT.matcher(query.text()).find()
        ? config.cacheTtl().dividedBy(10)
        : config.cacheTtl();
  }

  private SearchReply ask(SearchQuery query) throws SearchException, InterruptedException {
    if (config.searxngUrl() == null) {
      throw new SearchException(
          "rag.searxng_url is not set: give it the address of a SearXNG server");
    }
    HttpResponse<byte[]> response =
        within(
            client
                .get()
                .sendAsync(
                    request(query), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_REPLY)));
    requireUsable(response);
    return SearxngJson.read(json(response), config.results());
  }

  private HttpRequest request(SearchQuery query) throws SearchException {
    try {
      return HttpRequest.newBuilder(address(query))
          .header("Accept", "application/json")
          .header("User-Agent", "sarai")
          .timeout(limit)
          .build();
    } catch (IllegalArgumentException e) {
      throw new SearchException("rag.searxng_url is no address: " + e.getMessage(), e);
    }
  }

  private URI address(SearchQuery query) {
    return URI.create(
        "%s/search?q=%s&format=json&language=%s"
            .formatted(
                server(),
                URLEncoder.encode(query.text(), StandardCharsets.UTF_8),
                query.tongue().code()));
  }

  private String server() {
    return String.valueOf(config.searxngUrl()).replaceFirst("/+$", "");
  }

  /// The request's own time limit ends with the headers; this one holds for the body too.
  private <T> T within(CompletableFuture<T> reply) throws SearchException, InterruptedException {
    boolean done = false;
    try {
      T value = reply.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      done = true;
      return value;
    } catch (TimeoutException e) {
      throw new SearchException(
          "%s did not answer within %d ms".formatted(server(), limit.toMillis()), e);
    } catch (ExecutionException e) {
      throw new SearchException(server() + " cannot be reached: " + reason(e), e);
    } finally {
      if (!done) {
        reply.cancel(true);
      }
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof IOException io && io.getMessage() != null) {
      return String.valueOf(io.getMessage());
    }
    return cause == null ? "unknown" : cause.getClass().getSimpleName();
  }

  private void requireUsable(HttpResponse<byte[]> response) throws SearchException {
    int status = response.statusCode();
    if (status == 200) {
      return;
    }
    String fix =
        switch (status) {
          case 403 ->
              "its JSON API is off; add `json` to `search.formats` in its settings.yml and restart"
                  + " it";
          case 429 ->
              "its limiter holds us for a robot; set `server.limiter: false` in its settings.yml or"
                  + " let this machine pass in its limiter.toml";
          case 404 -> "there is no SearXNG at that address: check rag.searxng_url";
          default -> "see its log";
        };
    throw new SearchException("%s answered status %d: %s".formatted(server(), status, fix));
  }

  private JsonNode json(HttpResponse<byte[]> response) throws SearchException {
    try {
      JsonNode json = JsonMapper.shared().readTree(response.body());
      if (json.path("results").isArray()) {
        return json;
      }
      throw new SearchException(server() + " sent JSON without `results`: it is no SearXNG");
    } catch (JacksonException e) {
      String type = response.headers().firstValue("content-type").orElse("something");
      throw new SearchException(
          "%s sent %s instead of JSON: check rag.searxng_url".formatted(server(), type), e);
    }
  }
}
