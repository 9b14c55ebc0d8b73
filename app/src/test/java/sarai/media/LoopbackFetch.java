package sarai.media;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// The real guarded fetch, for tests whose servers are on this machine: loopback counts as public,
/// and nothing else does.
public final class LoopbackFetch {
  private LoopbackFetch() {}

  /// @param hosts with their ports, such as `127.0.0.1:8080`
  public static GuardedFetch of(List<String> hosts, Duration limit) {
    UrlGuard guard =
        new UrlGuard(hosts, UrlGuard.Resolver.system(), InetAddress::isLoopbackAddress);
    return new GuardedFetch(guard, limit, System::nanoTime);
  }
}
