package sarai.store.fetch;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import sarai.store.StoreException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The newest release of a GitHub repository. Thread-safe.
public final class ReleasePage {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String DIGEST = "sha256:";

  private final Http http;
  private final Retries retries;
  private final URI api;

  /// @param api the root of the release API
  public ReleasePage(Http http, Retries retries, URI api) {
    this.http = http;
    this.retries = retries;
    this.api = api;
  }

  /// The one asset of the newest release whose name matches. An asset without a digest is refused:
  /// it could not be checked.
  ///
  /// @param repository owner/name
  public Download newest(String repository, Pattern assetName)
      throws StoreException, InterruptedException {
    URI uri = URI.create(api + "/repos/" + repository + "/releases/latest");
    JsonNode release = Attempts.of(retries, uri.toString(), () -> json(uri));
    List<String> names = new ArrayList<>();
    for (JsonNode asset : release.path("assets")) {
      String name = asset.path("name").asString("");
      if (assetName.matcher(name).matches()) {
        return download(repository, asset, name);
      }
      names.add(name);
    }
    throw new StoreException.NotFound(
        "release %s of %s has no asset %s; it has: %s"
            .formatted(
                release.path("tag_name").asString("?"),
                repository,
                assetName,
                String.join(", ", names)));
  }

  private Download download(String repository, JsonNode asset, String name) throws StoreException {
    String digest = asset.path("digest").asString("");
    if (!digest.matches(DIGEST + "[0-9a-fA-F]{64}")) {
      throw new StoreException.Unusable(
          repository + " publishes no sha256 digest for " + name + ": it cannot be checked", null);
    }
    return new Download(
        name,
        "the release of " + repository,
        URI.create(asset.path("browser_download_url").asString("")),
        null,
        asset.path("size").asLong(-1),
        digest.substring(DIGEST.length()));
  }

  private JsonNode json(URI uri) throws IOException, StoreException {
    try {
      return JSON.readTree(http.text(Http.Request.get(uri, null)));
    } catch (JacksonException e) {
      throw new IOException(uri + " did not answer with JSON", e);
    }
  }
}
