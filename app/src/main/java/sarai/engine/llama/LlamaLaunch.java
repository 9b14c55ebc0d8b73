package sarai.engine.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.Launch;
import sarai.engine.LoadProgress;
import sarai.engine.MemoryUse;
import sarai.engine.RunningModel;
import sarai.process.ChildLauncher;
import sarai.process.ChildProcess;
import sarai.process.MemoryProbe;
import sarai.process.Readiness;
import sarai.process.Readiness.Outcome;
import sarai.store.Program;
import sarai.units.Bytes;

/// One variant of a GGUF model, ready to be started.
final class LlamaLaunch implements Launch {
  private static final Duration GRAIN = Duration.ofMillis(2);
  private static final int LAST_LINES = 8;

  private final LlamaCommand command;
  private final Footprint footprint;
  private final Means means;
  private final MemoryProbe memory = new MemoryProbe();

  /// What a start needs from the engine.
  ///
  /// @param stall how long a load may show no progress
  record Means(
      LlamaFiles files,
      Footprints footprints,
      ChildLauncher children,
      Duration stall,
      LongSupplier nanos) {}

  LlamaLaunch(LlamaCommand command, Footprint footprint, Means means) {
    this.command = command;
    this.footprint = footprint;
    this.means = means;
  }

  @Override
  public String variant() {
    return command.variant().variant();
  }

  @Override
  public Footprint footprint() {
    return footprint;
  }

  @Override
  public RunningModel start(LoadProgress progress) throws EngineException, InterruptedException {
    Program program = means.files().program();
    String apiKey = randomKey();
    Announcement announcement = new Announcement();
    ChildProcess child = spawn(program, apiKey, announcement);
    boolean ready = false;
    try {
      LoadWatch watch = new LoadWatch(child, announcement, apiKey, progress);
      Outcome outcome = new Readiness(GRAIN, means.stall(), means.nanos()).await(child, watch);
      RunningModel model =
          switch (outcome) {
            case Outcome.Ready _ ->
                LlamaModel.open(command, child, watch.client(), () -> measure(child));
            case Outcome.Died(var exit) -> throw failed(child, exit.explanation());
            case Outcome.Stalled(var after) -> throw failed(child, stalled(after));
          };
      ready = true;
      return model;
    } finally {
      if (!ready) {
        child.stop();
      }
    }
  }

  private MemoryUse measure(ChildProcess child) {
    MemoryUse use = MemoryUse.of(memory.read(child.pid()));
    means.footprints().measured(command.variant(), command.arguments(), footprint, use);
    return use;
  }

  private ChildProcess spawn(Program program, String apiKey, Announcement announcement)
      throws EngineException, InterruptedException {
    try {
      return means.children().start(command.with(program, apiKey), announcement);
    } catch (IOException e) {
      throw new EngineException.LoadFailed(
          command.model().id() + ": " + e.getMessage() + " (version " + program.version() + ")", e);
    }
  }

  private String stalled(Duration after) {
    return "was not ready after %.1f s and made no progress for %d s (engines.llama.startup_timeout)"
        .formatted(after.toMillis() / 1000.0, means.stall().toSeconds());
  }

  private EngineException.LoadFailed failed(ChildProcess child, String what) {
    List<String> tail = child.tail();
    List<String> last = tail.subList(Math.max(0, tail.size() - LAST_LINES), tail.size());
    return new EngineException.LoadFailed(
        "%s: llama-server %s while it loaded %s (%s, expected to take %s at most). It last wrote:\n%s\nAll of it: %s"
            .formatted(
                command.model().id(),
                what,
                variant(),
                weightsSize(),
                footprint.peak(),
                String.join("\n", last),
                child.log()));
  }

  private Bytes weightsSize() {
    try {
      return Bytes.of(Files.size(command.variant().weights()));
    } catch (IOException e) {
      return Bytes.ZERO;
    }
  }

  private static String randomKey() {
    byte[] key = new byte[16];
    new SecureRandom().nextBytes(key);
    return HexFormat.of().formatHex(key);
  }

  /// Looks whether the server listens and says that it is healthy. Progress is what it writes and
  /// how much memory it has; the fraction is that memory against the estimate.
  private final class LoadWatch implements Readiness.Signs {
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(2);
    private static final long MEMORY_GRAIN_NANOS = Duration.ofMillis(100).toNanos();

    private final ChildProcess child;
    private final Announcement announcement;
    private final String apiKey;
    private final LoadProgress progress;
    private LoopbackClient client;
    private long resident;
    private long measuredAt;

    LoadWatch(ChildProcess child, Announcement announcement, String apiKey, LoadProgress progress) {
      this.child = child;
      this.announcement = announcement;
      this.apiKey = apiKey;
      this.progress = progress;
      this.client = new LoopbackClient(0, apiKey, means.nanos());
      this.measuredAt = means.nanos().getAsLong();
    }

    LoopbackClient client() {
      return client;
    }

    @Override
    public boolean ready() throws InterruptedException {
      int port = announcement.port();
      if (port == 0) {
        return false;
      }
      if (client.port() != port) {
        client = new LoopbackClient(port, apiKey, means.nanos());
      }
      try (Exchange health = client.get("/health", HEALTH_LIMIT)) {
        health.readAll(4096);
        return health.status() == 200;
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the load was aborted");
        }
        return false;
      }
    }

    @Override
    public long progress() {
      long now = means.nanos().getAsLong();
      if (now - measuredAt >= MEMORY_GRAIN_NANOS) {
        measuredAt = now;
        resident = Math.max(resident, memory.resident(child.pid()).value());
        progress.at(
            Math.min(0.99, (double) resident / Math.max(1, footprint.steady().value())),
            Bytes.of(resident));
      }
      return child.outputSeen() + (resident >> 20);
    }
  }
}
