package sarai.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// A running child. Thread-safe. Made by [ChildLauncher].
public final class ChildProcess {
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final String name;
  private final Process process;
  private final Instant startedAt;
  private final OutputPump pump;
  private final Path log;
  private final CompletableFuture<ExitStatus> ended;

  ChildProcess(String name, Process process, OutputPump pump, Path log) {
    this.name = name;
    this.process = process;
    this.startedAt = process.info().startInstant().orElse(Instant.EPOCH);
    this.pump = pump;
    this.log = log;
    this.ended = process.onExit().thenCompose(this::lastWords);
  }

  private CompletableFuture<ExitStatus> lastWords(Process gone) {
    return pump.done()
        .copy()
        .completeOnTimeout(null, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(_ -> new ExitStatus(gone.exitValue()));
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  /// When it started, as the system tells it; together with the pid it names one process for ever.
  public Instant startedAt() {
    return startedAt;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// Completes when it is gone and its last output was read.
  public CompletionStage<ExitStatus> ended() {
    return ended.minimalCompletionStage();
  }

  /// Waits for its end.
  ///
  /// @return whether it ended within `limit`
  public boolean waitFor(Duration limit) throws InterruptedException {
    return process.waitFor(limit);
  }

  /// The last 40 lines that it wrote.
  public List<String> tail() {
    return pump.tail();
  }

  /// Bytes of output read so far: a sign of progress.
  public long outputSeen() {
    return pump.bytesSeen();
  }

  /// Where its output goes.
  public Path log() {
    return log;
  }

  /// Kills it and returns when it is gone. Idempotent.
  public ExitStatus stop() {
    process.destroyForcibly();
    return ended.join();
  }

  @Override
  public String toString() {
    return name + " (pid " + pid() + ")";
  }
}
