package sarai.store.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import sarai.process.Spawner;

/// The ways by which bytes get here, wired to one environment. Thread-safe.
///
/// @param environment variables of the process, as they were at start
/// @param spawner starts the machine's own clients
public record Fetching(
    Map<String, String> environment, Http http, Retries retries, FreeSpace space, Spawner spawner) {
  private static final Duration PACKAGE_LIMIT = Duration.ofMinutes(30);

  public Fetching {
    environment = Map.copyOf(environment);
  }

  /// @param environment `HF_ENDPOINT`, `HF_TOKEN`, the proxy variables and `PATH` are read
  /// @param offline refuse all that would leave this machine
  public static Fetching from(Map<String, String> environment, boolean offline, Spawner spawner) {
    return new Fetching(
        environment, Http.from(environment, offline), Retries.PATIENT, FreeSpace.REAL, spawner);
  }

  public boolean offline() {
    return http.offline();
  }

  public Pause pause() {
    return retries.pause();
  }

  public ModelHub hub() {
    return ModelHub.from(http, retries, environment);
  }

  public Downloader downloader() {
    return new Downloader(http, retries, space);
  }

  public PackageClient packages() {
    return new PackageClient(environment, spawner, offline(), PACKAGE_LIMIT);
  }

  /// The release pages of GitHub, or of the mirror that `GITHUB_API_URL` names.
  public ReleasePage releases() {
    String api = environment.getOrDefault("GITHUB_API_URL", "https://api.github.com");
    return new ReleasePage(http, retries, URI.create(api.replaceAll("/+$", "")));
  }
}
