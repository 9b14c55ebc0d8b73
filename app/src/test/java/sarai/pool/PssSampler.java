package sarai.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import sarai.process.MemoryProbe;

/// Adds up what the processes below this one take, every 50 ms, and writes it down when closed.
final class PssSampler implements AutoCloseable {
  private static final int EVERY_MILLIS = 50;

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final MemoryProbe probe = new MemoryProbe();
  private final long started = System.nanoTime();
  private final List<String> lines = new ArrayList<>();
  private final Path file;
  private volatile long most;

  private PssSampler(Path file) {
    this.file = file;
  }

  static PssSampler start(Path file) {
    PssSampler sampler = new PssSampler(file);
    var _ =
        sampler.thread.scheduleAtFixedRate(sampler::sample, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return sampler;
  }

  private void sample() {
    long millis = (System.nanoTime() - started) / 1_000_000;
    List<Long> engines =
        ProcessHandle.current()
            .descendants()
            .filter(process -> !isForkOfThis(process))
            .map(process -> probe.read(process.pid()).charged().value())
            .filter(pss -> pss > 0)
            .toList();
    long sum = engines.stream().mapToLong(Long::longValue).sum();
    lines.add(millis + "," + engines.size() + "," + sum);
    most = Math.max(most, sum);
  }

  /// Between fork and exec a child shows this program's memory as its own.
  private static boolean isForkOfThis(ProcessHandle process) {
    String java = System.getProperty("java.home");
    return process.info().command().filter(command -> command.startsWith(java)).isPresent();
  }

  /// The greatest sum so far, in bytes.
  long most() {
    return most;
  }

  @Override
  public void close() throws IOException {
    thread.close();
    Files.createDirectories(file.toAbsolutePath().getParent());
    lines.addFirst("millis,processes,pss_bytes");
    Files.write(file, lines);
  }
}
