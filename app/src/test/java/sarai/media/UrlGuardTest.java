package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlGuardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "192.0.2.1",
        "203.0.113.9",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2001::1",
        "3fff:1::1"
      })
  void addressesThatAreNotPublicAreRefused(String address) {
    assertThatThrownBy(() -> guard(address).check(URI.create("http://good.example/a.png")))
        .isInstanceOf(MediaException.ForbiddenSource.class)
        .hasMessageContaining("not public");
  }

  @ParameterizedTest
  @ValueSource(strings = {"93.184.216.34", "1.1.1.1", "172.32.0.1", "2606:4700::1111"})
  void publicAddressesPass(String address) throws MediaException, UnknownHostException {
    assertThat(guard(address).check(URI.create("https://good.example/a.png")).addresses())
        .containsExactly(InetAddress.getByName(address));
  }

  @Test
  void oneInnerAddressAmongPublicOnesIsEnoughToRefuse() {
    assertThatThrownBy(() -> guard("1.1.1.1", "10.0.0.1").check(URI.create("http://good.example/")))
        .isInstanceOf(MediaException.ForbiddenSource.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://bad.example/",
        "http://good.example.evil.test/",
        "http://xgood.example/",
        "http://good.example:9000/",
        "ftp://good.example/",
        "file:///etc/passwd",
        "http:///a",
        "http://user@good.example/",
        "http://user:pw@good.example/",
        "gopher://good.example/",
        "http://2130706433/",
        "http://127.1/",
        "http://[::1]/",
        "http://good.example@bad.example/"
      })
  void onlyAllowedHostsOverHttp(String address) {
    assertThatThrownBy(() -> guard("1.1.1.1").check(URI.create(address)))
        .isInstanceOf(MediaException.ForbiddenSource.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://good.example/a",
        "https://GOOD.example./a",
        "https://a.b.wild.example/",
        "http://ported.example:8080/"
      })
  void allowedHostsMayBeWildAndCarryAPort(String address) throws MediaException {
    assertThat(guard("1.1.1.1").check(URI.create(address)).addresses()).hasSize(1);
  }

  @Test
  void whatMustBeAllowedIsNamedWithItsPort() {
    assertThatThrownBy(() -> guard("1.1.1.1").check(URI.create("http://good.example:9000/a")))
        .hasMessageStartingWith("http://good.example:9000 is not fetched: good.example:9000 is not")
        .hasMessageContaining("media.remote_urls.allowed_hosts: add it there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://good.example:9000/", "http://[2606:4700::1111]:9000/"})
  void pagesOnUnusualPortsAreRefusedForTheirPort(String address) {
    assertThatThrownBy(() -> UrlGuard.ofPages(resolver("1.1.1.1")).check(URI.create(address)))
        .isInstanceOf(MediaException.ForbiddenSource.class)
        .hasMessageContaining(":9000 is not fetched: pages are read on ports 80 and 443 only")
        .hasMessageNotContaining("allowed_hosts");
  }

  @Test
  void pagesMayBeOfAnyPublicHost() throws MediaException {
    URI page = URI.create("https://any.example:443/");
    assertThat(UrlGuard.ofPages(resolver("1.1.1.1")).check(page).addresses()).hasSize(1);
    assertThatThrownBy(() -> UrlGuard.ofPages(resolver("127.0.0.1")).check(page))
        .hasMessageContaining("127.0.0.1, which is not public");
  }

  private static UrlGuard guard(String... addresses) {
    return new UrlGuard(
        List.of("good.example", "*.wild.example", "ported.example:8080"), resolver(addresses));
  }

  private static UrlGuard.Resolver resolver(String... addresses) {
    return _ -> {
      List<InetAddress> resolved = new ArrayList<>();
      for (String address : addresses) {
        resolved.add(InetAddress.getByName(address));
      }
      return resolved;
    };
  }
}
