package sarai.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import sarai.process.MemoryProbe;

/// Samples what a server and all its children hold (sum of Pss) while something else happens, each
/// 50 ms where the machine lets it; the row says how often it did.
final class MemoryTrace implements AutoCloseable {
  static final Duration STEP = Duration.ofMillis(50);

  private final SaraiServer server;
  private final MemoryProbe probe = new MemoryProbe();
  private final List<Double> values = new CopyOnWriteArrayList<>();
  private final Thread sampler;
  private final long begun = System.nanoTime();
  private volatile boolean stopped;

  private MemoryTrace(SaraiServer server) {
    this.server = server;
    this.sampler = Thread.ofPlatform().name("memory-trace").unstarted(this::sample);
  }

  static MemoryTrace start(SaraiServer server) {
    MemoryTrace trace = new MemoryTrace(server);
    trace.sampler.start();
    return trace;
  }

  private void sample() {
    try {
      while (!stopped) {
        values.add(megabytes());
        long next = begun + values.size() * STEP.toNanos();
        Thread.sleep(Duration.ofNanos(Math.max(1_000_000, next - System.nanoTime())));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Of the server and its descendants, in 10⁶ bytes.
  private double megabytes() {
    ProcessHandle self = server.process().toHandle();
    LongStream pids =
        Stream.concat(Stream.of(self), self.descendants()).mapToLong(ProcessHandle::pid);
    return pids.map(pid -> probe.read(pid).charged().value()).sum() / 1e6;
  }

  static double now(SaraiServer server) {
    return new MemoryTrace(server).megabytes();
  }

  Row.Traced row(String name, double limit) {
    close();
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new Row.Traced(name, "MB", seconds / Math.max(1, values.size()), values, limit);
  }

  static double budget(SaraiServer server) throws IOException {
    return server.get("/api/pool").path("budget_bytes").asDouble() / 1e6;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      sampler.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
