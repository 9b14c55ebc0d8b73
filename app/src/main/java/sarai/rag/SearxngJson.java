package sarai.rag;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads SearXNG's JSON: `results`, then `infoboxes`, and `unresponsive_engines`, a list of pairs
/// of name and reason.
final class SearxngJson {
  private SearxngJson() {}

  static SearchReply read(JsonNode json, int most) {
    Map<String, Hit> hits = new LinkedHashMap<>();
    for (JsonNode result : json.path("results")) {
      add(hits, result.path("url"), result.path("title"), result.path("content"));
    }
    for (JsonNode box : json.path("infoboxes")) {
      add(hits, box.path("id"), box.path("infobox"), box.path("content"));
    }
    return new SearchReply(
        hits.values().stream().limit(most).toList(),
        unresponsive(json.path("unresponsive_engines")));
  }

  private static void add(Map<String, Hit> hits, JsonNode url, JsonNode title, JsonNode content) {
    page(text(url))
        .ifPresent(address ->
            hits.putIfAbsent(
                identity(address), new Hit(address, text(title).strip(), text(content).strip())));
  }

  private static Optional<URI> page(String url) {
    try {
      URI address = new URI(url.strip());
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      boolean isWeb = scheme.equals("http") || scheme.equals("https");
      return isWeb && address.getHost() != null ? Optional.of(address) : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  /// The address without what does not change the page.
  private static String identity(URI address) {
    String path = String.valueOf(address.getRawPath()).replaceFirst("/$", "");
    String host = address.getHost().toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
    return host + ":" + address.getPort() + path + "?" + address.getRawQuery();
  }

  private static List<String> unresponsive(JsonNode engines) {
    List<String> named = new ArrayList<>();
    for (JsonNode engine : engines) {
      named.add(
          engine.isArray() ? text(engine.path(0)) + ": " + text(engine.path(1)) : text(engine));
    }
    return named;
  }

  private static String text(JsonNode node) {
    return node.isValueNode() && !node.isNull() ? node.asString() : "";
  }
}
