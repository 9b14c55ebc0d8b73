package sarai.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "uses sh and sleep")
@Timeout(60)
class ChildProcessTest {
  @TempDir Path folder;
  private ChildLauncher launcher =
      new ChildLauncher(Path.of("unused"), new OrphanLedger(Path.of("unused")));

  @BeforeEach
  void open() {
    launcher = launcher(null);
  }

  @AfterEach
  void close() {
    launcher.close();
  }

  private ChildLauncher launcher(@Nullable LifeLine lifeLine) {
    return new ChildLauncher(folder.resolve("logs"), ledger(), lifeLine);
  }

  private OrphanLedger ledger() {
    return new OrphanLedger(folder.resolve("children"));
  }

  private ChildCommand shell(String script) {
    return new ChildCommand("test", List.of("/bin/sh", "-c", script), folder, Map.of());
  }

  @Test
  void whatItWritesIsHeardLoggedAndKept() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    ChildProcess child = launcher.start(shell("echo out; echo err >&2; exit 7"), heard::add);
    ExitStatus exit = child.ended().toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertThat(exit.code()).isEqualTo(7);
    assertThat(heard).containsExactly("out", "err");
    assertThat(child.tail()).containsExactly("out", "err");
    assertThat(child.log()).hasContent("out\nerr\n");
  }

  @Test
  void aChildThatIgnoresTheRequestToEndIsGoneAllTheSame() throws Exception {
    CompletableFuture<String> ready = new CompletableFuture<>();
    ChildProcess child =
        launcher.start(
            shell("trap '' TERM; echo ready; while true; do sleep 1; done"), ready::complete);
    ready.get(10, TimeUnit.SECONDS);
    ExitStatus exit = child.stop();
    assertThat(exit.code()).isEqualTo(137);
    assertThat(exit.explanation()).contains("signal 9");
    assertThat(child.isAlive()).isFalse();
    assertThat(child.stop()).isEqualTo(exit);
  }

  @Test
  void aMissingProgramIsSaidPlainly() {
    ChildLauncher plain = launcher(LifeLine.NONE);
    assertThatThrownBy(() ->
            plain.start(
                new ChildCommand("test", List.of("/nowhere/program"), folder, Map.of()), _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/nowhere/program");
    plain.close();
  }

  @Test
  void aChildStartedFromAShortLivedThreadOutlivesThatThread() throws Exception {
    assumeTrue(LifeLine.detect().setpriv() != null, "no setpriv that knows --pdeathsig");
    CompletableFuture<ChildProcess> started = new CompletableFuture<>();
    Thread starter =
        Thread.ofPlatform()
            .start(() -> {
              try {
                started.complete(launcher.start(shell("exec sleep 30"), _ -> {}));
              } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
              }
            });
    starter.join();
    assertThat(started.get().waitFor(Duration.ofMillis(800))).isFalse();
  }

  @Test
  void theNaiveWayLosesTheChildWithItsThread() throws Exception {
    Path setpriv = LifeLine.detect().setpriv();
    assumeTrue(setpriv != null, "no setpriv that knows --pdeathsig");
    CompletableFuture<Process> started = new CompletableFuture<>();
    List<String> command =
        List.of(Objects.requireNonNull(setpriv).toString(), "--pdeathsig", "KILL", "sleep", "30");
    Thread starter =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Process naive = new ProcessBuilder(command).start();
                naive.waitFor(Duration.ofMillis(300));
                started.complete(naive);
              } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
              }
            });
    starter.join();
    assertThat(started.get().waitFor(Duration.ofSeconds(5))).isTrue();
    assertThat(started.get().exitValue()).isEqualTo(137);
  }

  /// The child would live for 60 s; 10 s leave room for a machine that is busy building.
  @Test
  void killingTheParentLeavesNoChildBehindWhicheverLifeLineHolds() throws Exception {
    for (String way : List.of("detected started", "watchdog started", "watchdog spawned")) {
      Process parent = new ProcessBuilder(parentCommand(way)).start();
      try (var out = parent.inputReader(StandardCharsets.UTF_8)) {
        long pid = Long.parseLong(Objects.requireNonNull(out.readLine()));
        ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
        parent.destroyForcibly().waitFor();
        child.onExit().get(10, TimeUnit.SECONDS);
        assertThat(child.isAlive()).as(way).isFalse();
      }
    }
  }

  /// @param way which life line, and how the child is started
  private List<String> parentCommand(String way) {
    String[] words = way.split(" ");
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        ParentProgram.class.getName(),
        folder.toString(),
        words[0],
        words[1]);
  }

  /// Without any life line the child stays: so the test above can fail. The ledger then ends it.
  @Test
  void anOrphanIsReapedAtTheNextStartAndNobodyElse() throws Exception {
    ChildProcess mine = launcher.start(shell("exec sleep 30"), _ -> {});
    for (String how : List.of("none started", "none spawned")) {
      Process parent = new ProcessBuilder(parentCommand(how)).start();
      try (var out = parent.inputReader(StandardCharsets.UTF_8)) {
        long pid = Long.parseLong(Objects.requireNonNull(out.readLine()));
        parent.destroyForcibly().waitFor();
        ProcessHandle orphan = ProcessHandle.of(pid).orElseThrow();
        assertThat(orphan.isAlive()).as(how).isTrue();
        assertThat(ledger().reap()).as(how).containsExactly(pid);
        orphan.onExit().get(10, TimeUnit.SECONDS);
        assertThat(mine.isAlive()).isTrue();
        assertThat(ledger().reap()).isEmpty();
      }
    }
  }

  @Test
  void aReusedPidIsNotReaped() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "30").start();
    try {
      long start = stranger.info().startInstant().orElseThrow().toEpochMilli();
      Path notes = Files.createDirectories(folder.resolve("children"));
      Files.writeString(
          notes.resolve("other-start"), stranger.pid() + " " + (start - 60_000) + " 999999999 1\n");
      Files.writeString(
          notes.resolve("other-nonce"), stranger.pid() + " " + start + " 999999999 1");
      Files.writeString(notes.resolve("garbage"), "no note");
      boolean nonceIsSeen = Files.isReadable(Path.of("/proc/self/environ"));
      assertThat(ledger().reap()).hasSize(nonceIsSeen ? 0 : 1);
      assertThat(stranger.isAlive()).isEqualTo(nonceIsSeen);
      assertThat(notes).isEmptyDirectory();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void aSpawnedProgramReadsNothingAndItsBytesAreTheCallers() throws Exception {
    for (LifeLine lifeLine : List.of(LifeLine.detect(), LifeLine.NONE)) {
      try (ChildLauncher tied = launcher(lifeLine)) {
        Process child = tied.spawn(new ProcessBuilder("sh", "-c", "cat; echo out; echo err >&2"));
        assertThat(child.inputReader().readAllAsString()).isEqualTo("out\n");
        assertThat(child.errorReader().readAllAsString()).isEqualTo("err\n");
        assertThat(child.waitFor()).isZero();
      }
    }
    assertThat(folder.resolve("children")).isEmptyDirectory();
  }

  @Test
  void closingEndsWhatStillRuns() throws Exception {
    Process spawned = launcher.spawn(new ProcessBuilder("sleep", "30"));
    launcher.close();
    assertThat(spawned.isAlive()).isFalse();
  }

  @Test
  void aLogNeverExceedsItsLimitTwice() throws Exception {
    Path file = folder.resolve("x.log");
    try (RotatingLog log = new RotatingLog(file, 100)) {
      for (int i = 0; i < 50; i++) {
        log.write("0123456789".getBytes(StandardCharsets.UTF_8), 10);
      }
    }
    assertThat(Files.size(file)).isEqualTo(100);
    assertThat(folder.resolve("x.log.1")).hasSize(100);
  }

  @Test
  void theMemoryOfAProcessIsSeenAndGoneWithIt() throws Exception {
    ChildProcess child = launcher.start(shell("exec sleep 30"), _ -> {});
    MemoryProbe probe = new MemoryProbe();
    assertThat(probe.read(child.pid()).charged().value()).isPositive();
    assertThat(probe.resident(child.pid()).value()).isPositive();
    assertThat(new MemoryProbe(folder, List.of("echo", "12", ">")).read(1).charged().value())
        .isZero();
    child.stop();
    assertThat(probe.read(child.pid())).isEqualTo(ProcessMemory.NONE);
  }

  @Test
  void readinessEndsWithTheChildAndWithAStall() throws Exception {
    ChildProcess dying = launcher.start(shell("exit 4"), _ -> {});
    Readiness patient = new Readiness(Duration.ofMillis(5), Duration.ofHours(1), System::nanoTime);
    assertThat(patient.await(dying, signs(() -> 0)))
        .isEqualTo(new Readiness.Outcome.Died(new ExitStatus(4)));
    ChildProcess silent = launcher.start(shell("exec sleep 30"), _ -> {});
    long[] now = {0};
    Readiness brisk =
        new Readiness(Duration.ofMillis(1), Duration.ofSeconds(10), () -> now[0] += 1_000_000_000L);
    assertThat(brisk.await(silent, signs(() -> 0)))
        .isEqualTo(new Readiness.Outcome.Stalled(Duration.ofSeconds(11)));
    now[0] = 0;
    assertThat(brisk.await(silent, signs(() -> Math.min(now[0], 20_000_000_000L))))
        .isEqualTo(new Readiness.Outcome.Stalled(Duration.ofSeconds(30)));
  }

  private static Readiness.Signs signs(LongSupplier progress) {
    return new Readiness.Signs() {
      @Override
      public boolean ready() {
        return false;
      }

      @Override
      public long progress() {
        return progress.getAsLong();
      }
    };
  }
}
