package sarai.media;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Decides which web addresses may be fetched from, against requests that would make this program
/// read from the inside of a network (SSRF). Immutable and thread-safe.
///
/// A host is resolved once; all its addresses must be public, and whoever connects must use those
/// addresses and not resolve again: then a name that changes its answer gains nothing. Redirects
/// must be checked anew.
public final class UrlGuard {
  private static final String ANY = "*";

  private final List<String> allowedHosts;
  private final Resolver resolver;
  private final Predicate<InetAddress> isPublic;

  /// Why a host is refused that is not allowed; its place takes the host.
  private final String notAllowed;

  /// How names become addresses.
  @FunctionalInterface
  public interface Resolver {
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /// What the platform says.
    static Resolver system() {
      return host -> List.of(InetAddress.getAllByName(host));
    }
  }

  /// An address that may be fetched, and where it lies.
  ///
  /// @param addresses the only ones to connect to; never empty
  public record Target(URI uri, List<InetAddress> addresses) {
    public Target {
      addresses = List.copyOf(addresses);
    }

    public boolean isSecure() {
      return "https".equalsIgnoreCase(uri.getScheme());
    }

    public int port() {
      return uri.getPort() > 0 ? uri.getPort() : isSecure() ? 443 : 80;
    }
  }

  /// @param allowedHosts names such as `example.org`, `*.example.org` for what lies below it, or
  ///   `*` for every public host; with a port (`example.org:8443`) where it is not the usual one
  public UrlGuard(List<String> allowedHosts, Resolver resolver) {
    this(allowedHosts, resolver, PublicAddress::test);
  }

  UrlGuard(List<String> allowedHosts, Resolver resolver, Predicate<InetAddress> isPublic) {
    this(
        allowedHosts,
        resolver,
        isPublic,
        "%s is not in media.remote_urls.allowed_hosts: add it there or send the data");
  }

  private UrlGuard(
      List<String> allowedHosts,
      Resolver resolver,
      Predicate<InetAddress> isPublic,
      String notAllowed) {
    this.notAllowed = notAllowed;
    this.allowedHosts = allowedHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    this.resolver = resolver;
    this.isPublic = isPublic;
  }

  /// For pages of the web: any public host, on the usual ports.
  public static UrlGuard ofPages(Resolver resolver) {
    return new UrlGuard(
        List.of(ANY), resolver, PublicAddress::test, "pages are read on ports 80 and 443 only");
  }

  /// Checks an address and resolves its host, once.
  ///
  /// @throws MediaException.ForbiddenSource when it may not be fetched
  /// @throws MediaException.FetchFailed when its host is not known
  public Target check(URI uri) throws MediaException {
    String scheme = lower(uri.getScheme());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw forbidden(uri, "only http and https are fetched");
    }
    String host = host(uri);
    if (uri.getRawUserInfo() != null) {
      throw forbidden(uri, "addresses with a user name are not fetched");
    }
    if (!isAllowed(host, uri)) {
      throw forbidden(uri, notAllowed.formatted(withPort(host, uri)));
    }
    return new Target(uri, resolved(uri, host));
  }

  private List<InetAddress> resolved(URI uri, String host) throws MediaException {
    List<InetAddress> addresses = addresses(host);
    for (InetAddress address : addresses) {
      if (!isPublic.test(address)) {
        throw forbidden(
            uri, "its host resolves to " + address.getHostAddress() + ", which is not public");
      }
    }
    return addresses;
  }

  private List<InetAddress> addresses(String host) throws MediaException {
    try {
      List<InetAddress> addresses = resolver.resolve(host);
      if (!addresses.isEmpty()) {
        return addresses;
      }
      throw new MediaException.FetchFailed("the host " + host + " has no address");
    } catch (UnknownHostException e) {
      throw new MediaException.FetchFailed("the host " + host + " is not known", e);
    }
  }

  private boolean isAllowed(String host, URI uri) {
    String ported = withPort(host, uri);
    boolean isUsualPort = uri.getPort() < 0 || uri.getPort() == 80 || uri.getPort() == 443;
    return allowedHosts.stream()
        .anyMatch(allowed -> matches(allowed, ported) || (isUsualPort && matches(allowed, host)));
  }

  private static boolean matches(String allowed, String host) {
    return allowed.equals(ANY)
        ? isUnported(host)
        : allowed.startsWith("*.") ? host.endsWith(allowed.substring(1)) : host.equals(allowed);
  }

  private static boolean isUnported(String host) {
    return host.startsWith("[") ? host.endsWith("]") : !host.contains(":");
  }

  private static String withPort(@Nullable String host, URI uri) {
    return uri.getPort() < 0 ? String.valueOf(host) : host + ":" + uri.getPort();
  }

  private static String host(URI uri) throws MediaException {
    String host = lower(uri.getHost());
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (bare.isEmpty()) {
      throw forbidden(uri, "it names no host");
    }
    return bare;
  }

  private static String lower(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  private static MediaException.ForbiddenSource forbidden(URI uri, String why) {
    return new MediaException.ForbiddenSource(
        "%s://%s is not fetched: %s".formatted(uri.getScheme(), withPort(uri.getHost(), uri), why));
  }
}
