package sarai.store.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;

class DownloadsTest {
  private static final String REPOSITORY = "owner/model";
  private static final byte[] BYTES = bytes(600_000);

  @TempDir Path folder;
  private LoopbackHub hub;
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final List<StoreEvent> events = new CopyOnWriteArrayList<>();
  private final StoreProgress progress = events::add;
  private final Retries retries =
      new Retries(3, Duration.ofSeconds(1), Duration.ofSeconds(9), pauses::add);

  @BeforeEach
  void open() throws Exception {
    hub = LoopbackHub.open().with(REPOSITORY, "m.gguf", BYTES);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private Http http() {
    return Http.from(Map.of(), false).within(Duration.ofSeconds(5), Duration.ofSeconds(5));
  }

  private ModelHub client(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("HF_ENDPOINT", hub.address());
    return ModelHub.from(http(), retries, environment);
  }

  private String fetch() throws Exception {
    return fetch(http(), FreeSpace.REAL);
  }

  private String fetch(Http http, FreeSpace space) throws Exception {
    ModelHub client = client(Map.of("HF_TOKEN", "secret"));
    Download download = client.download(client.find(REPOSITORY, "main", "m.gguf"));
    return new Downloader(http, retries, space).fetch(download, folder.resolve("p"), progress);
  }

  private byte[] fetched() throws Exception {
    return Files.readAllBytes(folder.resolve("p"));
  }

  @Test
  void followsTheRedirectAndHashesWhileStreaming() throws Exception {
    assertThat(fetch()).isEqualTo(LoopbackHub.sha256(BYTES));
    assertThat(fetched()).isEqualTo(BYTES);
    assertThat(events.getFirst()).isInstanceOf(StoreEvent.Began.class);
    assertThat(events.getLast())
        .isEqualTo(new StoreEvent.Advanced("m.gguf", BYTES.length, BYTES.length));
  }

  @Test
  void tokenNeverGoesToTheRedirectTarget() throws Exception {
    fetch();
    assertThat(hub.requests())
        .filteredOn(r -> r.startsWith("hub"))
        .allMatch(r -> r.contains("secret"));
    assertThat(hub.downloads()).isNotEmpty().noneMatch(r -> r.contains("secret"));
  }

  @Test
  void cutConnectionGoesOnFromWhereItWas() throws Exception {
    hub.failing(LoopbackHub.Fault.CUT, LoopbackHub.Fault.CUT, LoopbackHub.Fault.CUT);
    assertThat(fetch()).isEqualTo(LoopbackHub.sha256(BYTES));
    assertThat(hub.downloads()).hasSize(4);
    assertThat(hub.downloads().get(1)).contains("bytes=300000-");
    assertThat(pauses).as("progress between failures").containsOnly(Duration.ofSeconds(1));
  }

  @Test
  void secondCallResumesWhatAnEarlierProcessLeft() throws Exception {
    Files.write(folder.resolve("p"), Arrays.copyOf(BYTES, 100_000));
    fetch();
    assertThat(hub.downloads()).singleElement().asString().contains("bytes=100000-");
    assertThat(fetched()).isEqualTo(BYTES);
  }

  @Test
  void serverThatIgnoresRangesIsReadFromTheStart() throws Exception {
    Files.write(folder.resolve("p"), Arrays.copyOf(BYTES, 100_000));
    hub.failing(LoopbackHub.Fault.IGNORE_RANGE);
    assertThat(fetch()).isEqualTo(LoopbackHub.sha256(BYTES));
    assertThat(fetched()).isEqualTo(BYTES);
  }

  @Test
  void withoutDigestAnOldPartIsContinuedOnlyIfTheVersionIsTheSame() throws Exception {
    hub.withoutDigests().failing(LoopbackHub.Fault.CUT, LoopbackHub.Fault.CHANGED_VERSION);
    fetch();
    assertThat(fetched()).isEqualTo(BYTES);
    assertThat(hub.downloads()).hasSize(2);
  }

  @Test
  void wrongBytesAreRefusedAndNotKept() {
    hub.failing(LoopbackHub.Fault.WRONG_BYTES);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(StoreException.WrongChecksum.class)
        .hasMessageContaining("m.gguf")
        .hasMessageContaining(LoopbackHub.sha256(BYTES));
    assertThat(folder.resolve("p")).doesNotExist();
  }

  @Test
  void damagedPartIsThrownAwayAndTheFileFetchedAgain() throws Exception {
    Files.write(folder.resolve("p"), new byte[100_000]);
    assertThat(fetch()).isEqualTo(LoopbackHub.sha256(BYTES));
    assertThat(hub.downloads()).hasSize(2);
  }

  @Test
  void expiredTargetIsAskedForAgain() throws Exception {
    hub.failing(LoopbackHub.Fault.EXPIRED, LoopbackHub.Fault.ERROR_503);
    assertThat(fetch()).isEqualTo(LoopbackHub.sha256(BYTES));
    assertThat(hub.requests()).filteredOn(r -> r.startsWith("hub GET")).hasSize(3);
    assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void stalledConnectionIsCutAndResumed() throws Exception {
    hub.failing(LoopbackHub.Fault.STALL);
    fetch(http().within(Duration.ofSeconds(5), Duration.ofSeconds(2)), FreeSpace.REAL);
    assertThat(fetched()).isEqualTo(BYTES);
    assertThat(events).anyMatch(event -> event instanceof StoreEvent.Retrying);
  }

  @Test
  void deadServerIsGivenUpAfterTheLastAttempt() {
    hub.failing(
        LoopbackHub.Fault.ERROR_503, LoopbackHub.Fault.ERROR_503, LoopbackHub.Fault.ERROR_503);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(StoreException.NetworkFailed.class)
        .hasMessageContaining("503")
        .hasMessageContaining("3 attempts");
    assertThat(pauses).hasSize(2);
  }

  @Test
  void gatedRepositoryNamesThePageAndTheToken() {
    hub.gated();
    assertThatThrownBy(() -> client(Map.of()).find(REPOSITORY, "main", "m.gguf"))
        .isInstanceOf(StoreException.Gated.class)
        .hasMessageContaining(hub.address() + "/" + REPOSITORY)
        .hasMessageContaining("HF_TOKEN");
  }

  @Test
  void renamedFileIsAnsweredWithTheNearestName() {
    hub.with(REPOSITORY, "M-Q4_K_M.gguf", BYTES).with(REPOSITORY, "README.md", BYTES);
    assertThatThrownBy(() -> client(Map.of()).find(REPOSITORY, "main", "m.q4_k_m.gguf"))
        .isInstanceOf(StoreException.NotFound.class)
        .hasMessageContaining("the nearest is M-Q4_K_M.gguf");
  }

  @Test
  void severalProjectorsAreAnErrorThatListsThem() throws Exception {
    assertThatThrownBy(() -> client(Map.of()).projector(REPOSITORY, "main"))
        .isInstanceOf(StoreException.NotFound.class);
    hub.with(REPOSITORY, "mmproj-a.gguf", BYTES);
    assertThat(client(Map.of()).projector(REPOSITORY, "main")).isEqualTo("mmproj-a.gguf");
    hub.with(REPOSITORY, "mmproj-b.gguf", BYTES);
    assertThatThrownBy(() -> client(Map.of()).projector(REPOSITORY, "main"))
        .isInstanceOf(StoreException.Ambiguous.class)
        .hasMessageContaining("mmproj-a.gguf")
        .hasMessageContaining("mmproj-b.gguf");
  }

  @Test
  void offlineSendsNothing() {
    Http offline = Http.from(Map.of(), true);
    assertThatThrownBy(() -> offline.send(Http.Request.get(URI.create(hub.address()), null)))
        .isInstanceOf(StoreException.Offline.class);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void proxyIsUsedUnlessTheHostIsExcluded() throws Exception {
    Http through = Http.from(Map.of("HTTP_PROXY", hub.address()), false);
    through.send(Http.Request.get(URI.create("http://nowhere.invalid/owner/x"), null)).close();
    assertThat(hub.requests()).hasSize(1);

    ProxyRules rules =
        ProxyRules.from(
            Map.of("https_proxy", "proxy.example:3128", "NO_PROXY", "localhost,.corp.example"));
    assertThat(rules.proxyFor(URI.create("https://hub.example/x"))).isPresent();
    assertThat(rules.proxyFor(URI.create("https://a.corp.example/x"))).isEmpty();
    assertThat(rules.proxyFor(URI.create("http://hub.example/x"))).isEmpty();
  }

  @Test
  void interruptEndsADownloadAndKeepsWhatArrived() throws Exception {
    hub.failing(LoopbackHub.Fault.STALL);
    CountDownLatch half = new CountDownLatch(1);
    ModelHub client = client(Map.of());
    Download download = client.download(client.find(REPOSITORY, "main", "m.gguf"));
    FutureTask<String> fetch =
        new FutureTask<>(() ->
            new Downloader(http(), retries, FreeSpace.REAL)
                .fetch(download, folder.resolve("p"), event -> countHalf(event, half)));
    Thread puller = Thread.ofVirtual().start(fetch);
    half.await();
    puller.interrupt();
    assertThatThrownBy(fetch::get).hasCauseInstanceOf(InterruptedException.class);
    assertThat(Files.size(folder.resolve("p"))).isEqualTo(300_000);
  }

  private static void countHalf(StoreEvent event, CountDownLatch half) {
    if (event instanceof StoreEvent.Advanced advanced && advanced.done() == 300_000) {
      half.countDown();
    }
  }
}
