package sarai.store.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sarai.store.StoreException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The model hub, or the mirror that `HF_ENDPOINT` names. Thread-safe.
///
/// A HEAD that stays with the hub tells a file's digest, size and commit before its first byte; the
/// download itself goes to wherever the hub redirects, with an address that expires.
public final class ModelHub {
  private static final JsonMapper JSON = new JsonMapper();

  private final Http http;
  private final Retries retries;
  private final URI endpoint;
  private final @Nullable String token;

  private ModelHub(Http http, Retries retries, URI endpoint, @Nullable String token) {
    this.http = http;
    this.retries = retries;
    this.endpoint = endpoint;
    this.token = token;
  }

  /// @param environment `HF_ENDPOINT` and `HF_TOKEN` are read
  public static ModelHub from(Http http, Retries retries, Map<String, String> environment) {
    String endpoint = environment.getOrDefault("HF_ENDPOINT", "");
    String token = environment.getOrDefault("HF_TOKEN", "").strip();
    return new ModelHub(
        http,
        retries,
        URI.create(
            (endpoint.isBlank() ? "https://huggingface.co" : endpoint).replaceAll("/+$", "")),
        token.isEmpty() ? null : token);
  }

  /// Whether the hub answers within the limit.
  public boolean answers(Duration limit) {
    return http.answers(endpoint.resolve("/"), limit);
  }

  /// Asks about one file.
  ///
  /// @param revision branch, tag or commit
  public HubFile find(String repository, String revision, String file)
      throws StoreException, InterruptedException {
    URI uri = resolve(repository, revision, file);
    Http.Request head = new Http.Request("HEAD", uri, Map.of(), token, Http.Follow.SAME_ORIGIN);
    Head found = Attempts.of(retries, uri.toString(), () -> head(head));
    if (found.status() == 404) {
      throw notFound(repository, revision, file, found.errorCode());
    }
    if (found.status() >= 400) {
      throw refused(repository, file, found);
    }
    String commit = found.commit().isEmpty() ? revision : found.commit();
    return new HubFile(
        repository, commit, file, found.size(), found.sha256(), resolve(repository, commit, file));
  }

  /// The download of a file that was found.
  public Download download(HubFile file) {
    return new Download(
        file.file(),
        file.uri().getHost() + "/" + file.repository(),
        file.uri(),
        token,
        file.size(),
        file.sha256());
  }

  /// The names of a repository's files, folders included in the name.
  public List<String> list(String repository, String revision)
      throws StoreException, InterruptedException {
    URI uri = at("/api/models/" + repository + "/tree/" + revision + "?recursive=true");
    JsonNode tree = Attempts.of(retries, uri.toString(), () -> json(uri));
    List<String> names = new ArrayList<>();
    for (JsonNode entry : tree) {
      if (entry.path("type").asString("").equals("file")) {
        names.add(entry.path("path").asString(""));
      }
    }
    return names;
  }

  /// The repository's one projector: the file whose name begins with `mmproj`.
  public String projector(String repository, String revision)
      throws StoreException, InterruptedException {
    List<String> projectors =
        list(repository, revision).stream()
            .filter(name -> name.substring(name.lastIndexOf('/') + 1).startsWith("mmproj"))
            .toList();
    return switch (projectors.size()) {
      case 1 -> projectors.getFirst();
      case 0 ->
          throw new StoreException.NotFound(
              repository + " has no file that begins with mmproj; set mmproj_file");
      default ->
          throw new StoreException.Ambiguous(
              repository + " has several projectors; set mmproj_file to one of them", projectors);
    };
  }

  private record Head(
      int status, String commit, long size, @Nullable String sha256, String errorCode) {}

  private Head head(Http.Request request) throws IOException, StoreException {
    try (Http.Response response = http.send(request)) {
      if (response.status() == 429 || response.status() >= 500) {
        throw new IOException("the hub answered " + response.status());
      }
      long linked = response.number("X-Linked-Size");
      String etag = response.header("X-Linked-Etag").orElse("").replace("\"", "");
      return new Head(
          response.status(),
          response.header("X-Repo-Commit").orElse(""),
          linked >= 0 || response.redirects() ? linked : response.number("Content-Length"),
          etag.matches("[0-9a-fA-F]{64}") ? etag.toLowerCase(Locale.ROOT) : null,
          response.header("X-Error-Code").orElse(""));
    }
  }

  private StoreException refused(String repository, String file, Head head) {
    if (head.errorCode().equals("GatedRepo")) {
      return new StoreException.Gated(
          "%s is gated: accept its terms at %s, then set HF_TOKEN to a token of that account%s"
              .formatted(
                  repository,
                  at("/" + repository),
                  token == null ? "" : " (the present HF_TOKEN was refused)"));
    }
    if (head.status() == 401 || head.errorCode().equals("RepoNotFound")) {
      return new StoreException.NotFound(
          "%s: the hub knows no such repository, or it is private%s (%d)"
              .formatted(
                  repository,
                  token == null ? " and needs HF_TOKEN" : " to another account than HF_TOKEN's",
                  head.status()));
    }
    return new StoreException.NetworkFailed(
        "%s/%s: the hub answered %d %s"
            .formatted(repository, file, head.status(), head.errorCode())
            .strip(),
        null);
  }

  private StoreException notFound(String repository, String revision, String file, String code)
      throws StoreException, InterruptedException {
    if (code.equals("RepoNotFound") || code.equals("RevisionNotFound")) {
      return new StoreException.NotFound(
          "the hub knows no %s@%s; check repo_id and revision".formatted(repository, revision));
    }
    List<String> names = list(repository, revision);
    String extension = file.substring(Math.max(file.lastIndexOf('.'), 0));
    List<String> alike = names.stream().filter(name -> name.endsWith(extension)).toList();
    return new StoreException.NotFound(
        "%s@%s has no %s; the nearest is %s; it has: %s"
            .formatted(
                repository,
                revision,
                file,
                NearestName.of(file, alike.isEmpty() ? names : alike).orElse("none"),
                String.join(", ", alike.isEmpty() ? names : alike)));
  }

  private JsonNode json(URI uri) throws IOException, StoreException {
    try {
      return JSON.readTree(http.text(Http.Request.get(uri, token)));
    } catch (JacksonException e) {
      throw new IOException(uri + " did not answer with JSON", e);
    }
  }

  private URI resolve(String repository, String revision, String file) {
    return at("/" + repository + "/resolve/" + revision + "/" + file);
  }

  private URI at(String path) {
    try {
      int query = path.indexOf('?');
      String plain = query < 0 ? path : path.substring(0, query);
      String encoded = new URI(null, null, plain, null).getRawPath();
      return URI.create(endpoint + encoded + (query < 0 ? "" : path.substring(query)));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a hub path: " + path, e);
    }
  }
}
