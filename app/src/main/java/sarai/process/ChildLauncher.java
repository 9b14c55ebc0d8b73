package sarai.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sarai.units.Bytes;

/// Starts children that cannot outlive us, even when we are killed with `kill -9`. Thread-safe.
///
/// Every child is forked by one platform thread that lives as long as the launcher, because the
/// kernel's parent-death signal follows the forking thread, not the process.
public final class ChildLauncher implements AutoCloseable {
  private static final Bytes LOG_LIMIT = Bytes.ofMebibytes(4);
  private static final System.Logger LOG = System.getLogger(ChildLauncher.class.getName());

  private final Path logs;
  private final OrphanLedger ledger;
  private final ExecutorService parent =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("sarai-children").factory());
  private final Set<ChildProcess> running = ConcurrentHashMap.newKeySet();
  private @Nullable LifeLine lifeLine;

  /// @param logs folder of the children's log files, made when missing
  /// @param ledger where children are noted, for the next start to reap
  public ChildLauncher(Path logs, OrphanLedger ledger) {
    this(logs, ledger, null);
  }

  ChildLauncher(Path logs, OrphanLedger ledger, @Nullable LifeLine lifeLine) {
    this.logs = logs;
    this.ledger = ledger;
    this.lifeLine = lifeLine;
  }

  /// Starts a child.
  ///
  /// @param lines told each line that it writes; called on the child's own reading thread, which it
  ///   must not block
  /// @throws IOException when the program cannot be started
  public ChildProcess start(ChildCommand command, Consumer<String> lines)
      throws IOException, InterruptedException {
    Files.createDirectories(logs);
    Future<ChildProcess> started = parent.submit(() -> fork(command, lines));
    try {
      return started.get();
    } catch (InterruptedException e) {
      abandon(started);
      throw e;
    } catch (ExecutionException e) {
      throw new IOException(
          "cannot start " + command.command().getFirst() + ": " + reason(e), e.getCause());
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause == null ? e.toString() : String.valueOf(cause.getMessage());
  }

  /// The fork is seen through, so that no child is left without an owner.
  private void abandon(Future<ChildProcess> started) {
    parent.execute(() -> {
      if (started.state() == Future.State.SUCCESS) {
        started.resultNow().stop();
      }
    });
  }

  private ChildProcess fork(ChildCommand command, Consumer<String> lines)
      throws IOException, InterruptedException {
    if (lifeLine == null) {
      lifeLine = LifeLine.detect();
    }
    String nonce = UUID.randomUUID().toString();
    boolean logged = command.wiring() == ChildCommand.Wiring.LOGGED;
    ProcessBuilder builder =
        new ProcessBuilder(lifeLine.tie(command))
            .directory(command.folder().toFile())
            .redirectErrorStream(logged);
    builder.environment().putAll(command.environment());
    builder.environment().put(OrphanLedger.NONCE, nonce);
    Process process = builder.start();
    Path log = logs.resolve(command.name() + ".log");
    OutputPump pump =
        new OutputPump(
            logged ? process.getInputStream() : process.getErrorStream(),
            new RotatingLog(log, LOG_LIMIT.value()),
            lines);
    Thread.ofVirtual().name("output of " + command.name()).start(pump);
    ChildProcess child = new ChildProcess(command.name(), process, pump, log);
    adopt(child, nonce, lifeLine.watches(command));
    return child;
  }

  private void adopt(ChildProcess child, String nonce, boolean watched) {
    running.add(child);
    ledger.note(nonce, child.pid(), child.startedAt());
    preferAsVictim(child.pid());
    var _ =
        child
            .ended()
            .thenRun(() -> {
              if (watched) {
                child.releaseWatchdog();
              }
              ledger.forget(nonce);
              running.remove(child);
            });
  }

  /// When memory runs out, Linux should take a child before it takes us.
  private static void preferAsVictim(long pid) {
    Path score = Path.of("/proc", Long.toString(pid), "oom_score_adj");
    if (!Files.exists(score)) {
      return;
    }
    try {
      Files.writeString(score, "500");
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "oom_score_adj stays as it is", e);
    }
  }

  /// Kills what still runs and waits for it.
  @Override
  public void close() {
    running.forEach(child -> child.stop());
    parent.close();
  }
}
