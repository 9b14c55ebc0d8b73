package sarai.store.fetch;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case, as curl reads them.
/// Immutable.
///
/// @param excluded hosts, domains, `host:port` or `*`
record ProxyRules(@Nullable URI http, @Nullable URI https, List<String> excluded) {
  static ProxyRules from(Map<String, String> environment) {
    return new ProxyRules(
        address(environment, "http_proxy"),
        address(environment, "https_proxy"),
        Arrays.stream(read(environment, "no_proxy").orElse("").split(","))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .filter(name -> !name.isEmpty())
            .toList());
  }

  /// The proxy for an address, or empty for none.
  Optional<Proxy> proxyFor(URI target) {
    URI proxy = "https".equals(target.getScheme()) ? https : http;
    if (proxy == null || proxy.getHost() == null || isExcluded(target)) {
      return Optional.empty();
    }
    int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
    return Optional.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
  }

  private boolean isExcluded(URI target) {
    String host = target.getHost().toLowerCase(Locale.ROOT);
    return excluded.stream().anyMatch(rule -> matches(rule, host, target.getPort()));
  }

  private static boolean matches(String rule, String host, int port) {
    String bare = rule.startsWith(".") ? rule.substring(1) : rule;
    return bare.equals("*")
        || host.equals(bare)
        || host.endsWith("." + bare)
        || (host + ":" + port).equals(bare);
  }

  private static @Nullable URI address(Map<String, String> environment, String name) {
    return read(environment, name)
        .or(() -> read(environment, "all_proxy"))
        .map(text -> URI.create(text.contains("://") ? text : "http://" + text))
        .orElse(null);
  }

  private static Optional<String> read(Map<String, String> environment, String name) {
    String lower = environment.get(name);
    String value = lower == null ? environment.get(name.toUpperCase(Locale.ROOT)) : lower;
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }
}
