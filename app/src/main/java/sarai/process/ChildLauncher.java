package sarai.process;

import java.io.IOException;
import java.io.OutputStream;
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
public final class ChildLauncher implements Spawner, AutoCloseable {
  private static final Bytes LOG_LIMIT = Bytes.ofMebibytes(4);
  private static final System.Logger LOG = System.getLogger(ChildLauncher.class.getName());

  private final Path logs;
  private final OrphanLedger ledger;
  private final ExecutorService parent =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("sarai-children").factory());
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private @Nullable LifeLine lifeLine;

  /// @param logs folder of the children's log files, made when missing
  /// @param ledger where children are noted, for the next start to reap
  public ChildLauncher(Path logs, OrphanLedger ledger) {
    this(logs, ledger, null);
  }

  /// The launcher of a data folder: logs in `logs`, the ledger in `children`.
  public static ChildLauncher in(Path data) {
    return new ChildLauncher(data.resolve("logs"), new OrphanLedger(data.resolve("children")));
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
    ProcessBuilder builder =
        new ProcessBuilder(command.command())
            .directory(command.folder().toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(command.environment());
    return watched(command, spawn(builder), lines);
  }

  private ChildProcess watched(ChildCommand command, Process process, Consumer<String> lines) {
    Path log = logs.resolve(command.name() + ".log");
    OutputPump pump =
        new OutputPump(process.getInputStream(), new RotatingLog(log, LOG_LIMIT.value()), lines);
    Thread.ofVirtual().name("output of " + command.name()).start(pump);
    return new ChildProcess(command.name(), process, pump, log);
  }

  @Override
  public Process spawn(ProcessBuilder builder) throws IOException, InterruptedException {
    String program = builder.command().getFirst();
    Future<Process> started = parent.submit(() -> fork(builder));
    try {
      return started.get();
    } catch (InterruptedException e) {
      abandon(started);
      throw e;
    } catch (ExecutionException e) {
      throw new IOException("cannot start " + program + ": " + reason(e), e.getCause());
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause == null ? e.toString() : String.valueOf(cause.getMessage());
  }

  /// The fork is seen through, so that no child is left without an owner.
  private void abandon(Future<Process> started) {
    parent.execute(() -> {
      if (started.state() == Future.State.SUCCESS) {
        started.resultNow().destroyForcibly();
      }
    });
  }

  private Process fork(ProcessBuilder builder) throws IOException, InterruptedException {
    if (lifeLine == null) {
      lifeLine = LifeLine.detect();
    }
    boolean watched = lifeLine.canWatch();
    String nonce = UUID.randomUUID().toString();
    builder.command(lifeLine.tie(builder.command()));
    builder.environment().put(OrphanLedger.NONCE, nonce);
    Process process = builder.start();
    if (!watched) {
      process.getOutputStream().close();
    }
    adopt(process, nonce, watched);
    return process;
  }

  private void adopt(Process process, String nonce, boolean watched) {
    running.add(process);
    ledger.note(nonce, process.toHandle());
    preferAsVictim(process.pid());
    var _ =
        process
            .onExit()
            .thenRun(() -> {
              if (watched) {
                releaseWatchdog(process);
              }
              ledger.forget(nonce);
              running.remove(process);
            });
  }

  /// Ends the watchdog of a child that is gone, so that it cannot kill another's reused pid.
  private static void releaseWatchdog(Process gone) {
    try (OutputStream watchdog = gone.getOutputStream()) {
      watchdog.write('\n');
    } catch (IOException _) {
      // It is gone already, which is what was wanted.
      return;
    }
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

  /// Ends what owners that were killed left behind, and waits for its end.
  public void reap() throws IOException {
    ledger.reap();
  }

  /// Kills what still runs and waits for it.
  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
    running.forEach(child -> child.onExit().join());
    parent.close();
  }
}
