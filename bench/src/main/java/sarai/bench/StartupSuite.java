package sarai.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// How long until `serve` answers, how long `ps` takes, and what an idle orchestrator holds.
/// Through the launcher, as a person starts it.
final class StartupSuite implements Suite {
  private static final double READY_GOAL = 400;
  private static final double PS_GOAL = 150;
  private static final double IDLE_GOAL = 100;

  @Override
  public String name() {
    return "startup";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    List<Double> ready = new ArrayList<>();
    List<Double> ps = new ArrayList<>();
    List<Double> idle = new ArrayList<>();
    for (int i = 0; i < bed.repeats(); i++) {
      try (SaraiServer server = SaraiServer.start(bed)) {
        ready.add(server.readyNanos() / 1e6);
        idle.add(server.residentMegabytes());
        ps.add(time(bed, "ps"));
        ps.add(time(bed, "ps"));
      }
    }
    return List.of(
        new Row.Measured("serve ready (exec to /health)", new Samples("ms", ready), READY_GOAL),
        new Row.Measured("ps", new Samples("ms", ps), PS_GOAL),
        new Row.Measured("resident, idle", new Samples("MB", idle), IDLE_GOAL));
  }

  private static double time(Bed bed, String word) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(bed.command());
    command.addAll(List.of(word, "--data", bed.data().toString()));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException("%s ended with exit code %d".formatted(command, code));
    }
    return (System.nanoTime() - start) / 1e6;
  }
}
