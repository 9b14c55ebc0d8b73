package sarai.store.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.store.Program;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Fetching;
import sarai.store.fetch.FreeSpace;
import sarai.store.fetch.Http;
import sarai.store.fetch.LoopbackHub;
import sarai.store.fetch.Retries;

class ProgramInstallTest {
  private static final Platform LINUX = new Platform(Platform.OperatingSystem.LINUX, false);
  private static final String SERVER =
      """
      #!/bin/sh
      [ "$1" = --version ] && echo "version: 6789 (abc)" && exit 0
      echo "--mmproj FILE --video-fps N --embeddings"
      """;

  @TempDir Path folder;
  private final List<StoreEvent> events = new CopyOnWriteArrayList<>();
  private HttpServer github;
  private byte[] asset = new byte[0];
  private String digest = "";

  @BeforeEach
  void open() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
    github = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    github.createContext(
        "/",
        exchange -> {
          try (exchange) {
            boolean page = exchange.getRequestURI().getPath().endsWith("/releases/latest");
            byte[] body = page ? release() : asset;
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    github.start();
  }

  @AfterEach
  void close() {
    github.stop(0);
  }

  private String address() {
    return "http://127.0.0.1:" + github.getAddress().getPort();
  }

  private byte[] release() {
    return """
    {"tag_name":"b6789","assets":[
      {"name":"llama-b6789-bin-macos-arm64.tar.gz","size":1,"digest":"sha256:00"},
      {"name":"llama-b6789-bin-ubuntu-x64.tar.gz","size":%d,"digest":"%s",
       "browser_download_url":"%s/asset"}]}
    """
        .formatted(asset.length, digest, address())
        .getBytes(StandardCharsets.UTF_8);
  }

  private ProgramInstall install(Map<String, String> environment, ProgramSource... more) {
    Fetching fetching = fetching(environment);
    List<ProgramSource> sources = new ArrayList<>();
    sources.add(ReleaseSource.llamaServer(fetching, LINUX));
    sources.addAll(List.of(more));
    return new ProgramInstall(ProgramKind.LLAMA_SERVER, folder, fetching, sources);
  }

  private Fetching fetching(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("GITHUB_API_URL", address());
    Retries retries = new Retries(2, Duration.ofMillis(1), Duration.ofMillis(1), time -> {});
    return new Fetching(
        all, Http.from(Map.of(), false), retries, FreeSpace.REAL, ProcessBuilder::start);
  }

  private void publish(byte[] bytes) {
    asset = bytes;
    digest = "sha256:" + LoopbackHub.sha256(bytes);
  }

  @Test
  void releaseIsUnpackedRunAndFoundAgain() throws Exception {
    publish(
        new TarBytes()
            .file("build/bin/llama-server", SERVER, 0755)
            .file("build/lib/libx.so.1", "lib", 0644)
            .link("build/lib/libx.so", "libx.so.1")
            .gzip());
    Program program = install(Map.of()).install(events::add);
    assertThat(program.version()).isEqualTo("6789");
    assertThat(install(Map.of()).find(null)).contains(program);
    assertThat(install(Map.of()).features(program))
        .isEqualTo(new LlamaFeatures(true, true, true, true));
    assertThat(folder.resolve("engines/llama-server/6789/build/lib/libx.so")).hasContent("lib");
    try (var left = Files.list(folder.resolve("engines/llama-server"))) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("6789", "installed.json", "install.lock");
    }
  }

  @Test
  void wrongDigestIsRefusedAndTheNextSourceIsNamedAndTried() throws Exception {
    publish(new TarBytes().file("llama-server", SERVER, 0755).gzip());
    digest = "sha256:" + "0".repeat(64);
    Program program = install(Map.of(), new Handmade()).install(events::add);
    assertThat(program.command().getFirst()).endsWith("6789/llama-server");
    assertThat(events)
        .filteredOn(event -> event instanceof StoreEvent.Refused)
        .singleElement()
        .isInstanceOfSatisfying(
            StoreEvent.Refused.class,
            refused -> {
              assertThat(refused.reason()).contains("sha256 000");
              assertThat(refused.next()).isEqualTo("a test");
            });
  }

  @Test
  void assetWithoutDigestIsRefused() {
    publish(new byte[10]);
    digest = "";
    assertThatThrownBy(() -> install(Map.of()).install(events::add))
        .isInstanceOf(StoreException.NoSource.class)
        .hasMessageContaining("no sha256 digest")
        .hasMessageContaining("SARAI_LLAMA_SERVER");
  }

  @Test
  void entriesThatLeadOutsideAreRefused() throws Exception {
    List<byte[]> hostile =
        List.of(
            new TarBytes().file("../evil", "x", 0644).gzip(),
            new TarBytes().file("/tmp/evil", "x", 0644).gzip(),
            new TarBytes().link("l", "/etc").gzip(),
            new TarBytes().link("l", "../..").gzip(),
            new TarBytes().link("l", ".").file("l/x", "x", 0644).gzip());
    for (int i = 0; i < hostile.size(); i++) {
      Path archive = Files.write(folder.resolve("hostile"), hostile.get(i));
      Path root = Files.createDirectory(folder.resolve("root" + i));
      assertThatThrownBy(() -> Archive.unpack(archive, "a.tar.gz", root))
          .as("archive %d", i)
          .isInstanceOf(StoreException.Unusable.class);
    }
    assertThat(folder.resolve("evil")).doesNotExist();
  }

  @Test
  void namedProgramThatIsNotOneIsAnErrorAndNotPassedOver() throws Exception {
    Map<String, String> named = Map.of("SARAI_LLAMA_SERVER", folder.resolve("none").toString());
    assertThatThrownBy(() -> install(named).find(null))
        .isInstanceOf(StoreException.NotFound.class)
        .hasMessageContaining("SARAI_LLAMA_SERVER");
    assertThatThrownBy(() -> install(Map.of()).find("/bin/echo"))
        .isInstanceOf(StoreException.Unusable.class);
  }

  @Test
  void programOnTheSearchPathIsFound() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path server = Files.writeString(bin.resolve("llama-server"), SERVER);
    assertThat(server.toFile().setExecutable(true)).isTrue();
    assertThat(install(Map.of("PATH", bin.toString())).find(null).orElseThrow().command())
        .containsExactly(server.toString());
  }

  @Test
  void bothKindsOfVersionLineAreUnderstood() {
    for (String line :
        List.of("version: 0.7.0 (build 11669, commit Debian)", "version: 11669 (abc)")) {
      var found = ProgramKind.LLAMA_SERVER.versionPattern().matcher(line);
      assertThat(found.find()).as(line).isTrue();
      assertThat(found.group(1) == null ? found.group(2) : found.group(1)).isEqualTo("11669");
    }
  }

  @Test
  void mirrorComesFromTheSourcesInUse() {
    String deb822 =
        """
        # Types: deb
        Types: deb
        # http://snapshot.example/debian/2025
        URIs: http://mirror.example/debian
        Suites: bookworm bookworm-updates
        Components: main
        Signed-By: /keys/a.gpg

        Types: deb
        URIs: http://mirror.example/debian-security
        Suites: bookworm-security
        Components: main
        """;
    assertThat(AptMirror.of(List.of(deb822), List.of()))
        .contains(new AptMirror("http://mirror.example/debian", "/keys/a.gpg"));
    String oneLine =
        """
        # deb http://old.example/debian stable main
        deb [signed-by=/k.gpg] https://foreign.example/node nodistro main
        deb [arch=amd64] https://m.example/debian/ bookworm main contrib
        """;
    assertThat(AptMirror.of(List.of(), List.of(oneLine)))
        .contains(new AptMirror("https://m.example/debian/", AptMirror.DEBIAN_KEYRING));
    assertThat(AptMirror.of(List.of("Enabled: no\n" + deb822), List.of())).isEmpty();
  }

  @Test
  void assetNamesFollowSystemAndProcessor() {
    assertThat("llama-b1-bin-win-cpu-x64.zip").matches(assets("Windows 11", "amd64"));
    assertThat("llama-b1-bin-macos-arm64.tar.gz").matches(assets("Mac OS X", "aarch64"));
    assertThat("llama-b1-bin-ubuntu-arm64.tar.gz").matches(assets("Linux", "aarch64"));
    assertThat("llama-b1-bin-ubuntu-vulkan-x64.tar.gz").doesNotMatch(assets("Linux", "amd64"));
  }

  private Pattern assets(String system, String processor) {
    Platform platform = Platform.of(system, processor);
    return Objects.requireNonNull(ReleaseSource.llamaServer(fetching(Map.of()), platform).assets());
  }

  private static final class Handmade implements ProgramSource {
    @Override
    public String label() {
      return "a test";
    }

    @Override
    public Unpacked unpack(Path work, Path root, StoreProgress progress) throws IOException {
      Path server = Files.writeString(root.resolve("llama-server"), SERVER);
      assertThat(server.toFile().setExecutable(true)).isTrue();
      return Unpacked.executable(root, server, label());
    }
  }

  /// A tar archive made by hand.
  private static final class TarBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBytes file(String name, String text, int mode) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      header(name, '0', "", bytes.length, mode);
      out.write(bytes);
      out.write(new byte[(512 - bytes.length % 512) % 512]);
      return this;
    }

    TarBytes link(String name, String target) {
      header(name, '2', target, 0, 0777);
      return this;
    }

    byte[] gzip() throws IOException {
      out.write(new byte[1024]);
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
        gzip.write(out.toByteArray());
      }
      return zipped.toByteArray();
    }

    private void header(String name, char type, String link, int size, int mode) {
      byte[] header = new byte[512];
      put(header, 0, name);
      put(header, 100, String.format("%07o", mode));
      put(header, 124, String.format("%011o", size));
      header[156] = (byte) type;
      put(header, 157, link);
      put(header, 257, "ustar\0" + "00");
      out.writeBytes(header);
    }

    private static void put(byte[] header, int at, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(bytes, 0, header, at, bytes.length);
    }
  }
}
