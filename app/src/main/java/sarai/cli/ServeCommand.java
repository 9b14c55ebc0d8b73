package sarai.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sarai.config.ConfigException;
import sarai.config.ConfigSource;
import sarai.config.Profile;
import sarai.config.SaraiConfig;
import sarai.pool.StartProof;
import sarai.route.WeightFiles;

/// `sarai serve`: the HTTP server, until it is told to stop.
@Command(name = "serve", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(names = "--port", paramLabel = "N")
  private @Nullable Integer port;

  ServeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException, ConfigException, CommandException, InterruptedException {
    Path data = common.data(shell);
    Profile profile = common.profile(shell);
    SaraiConfig config = common.config(shell, profile, overrides());
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try (Application.Session session = shell.program().open(config, data)) {
      requireProof(session.proof());
      Application.Server server = session.serve();
      session.preload();
      ServerAddress here = new ServerAddress(server.address(), ProcessHandle.current().pid());
      here.announce(data);
      Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> stop(server, stop, stopped));
      Runtime.getRuntime().addShutdownHook(hook);
      try (FileWatch _ = watch(session, profile);
          FileWatch _ = FileWatch.start(WeightFiles.of(data).file(), session::reloadWeights)) {
        shell.out().println("listening on " + server.address());
        shell.out().flush();
        stop.await();
      }
      here.forget(data);
    } finally {
      stopped.countDown();
    }
    return ExitCode.DONE.code();
  }

  /// A configuration that could exceed its budget is not served.
  private void requireProof(StartProof proof) throws CommandException {
    if (!proof.holds()) {
      throw new CommandException(
          ExitCode.DOES_NOT_FIT,
          shell.messages().text("serve.refused") + System.lineSeparator() + proof.table());
    }
  }

  /// Follows the configuration's file, and reads it anew at `SIGHUP`.
  private FileWatch watch(Application.Session session, Profile profile) {
    ConfigSource source = common.source(shell, profile, overrides());
    Path file = profile instanceof Profile.InFile named ? named.path() : null;
    FileWatch watch = FileWatch.start(file, () -> session.reload(source));
    HangUp.listen(watch::order);
    return watch;
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new HashMap<>();
    if (port != null) {
      overrides.put("SARAI_SERVER_PORT", Integer.toString(port));
    }
    return overrides;
  }

  /// Runs when the process is told to end; returns when everything is closed.
  private static void stop(Application.Server server, CountDownLatch stop, CountDownLatch stopped) {
    server.drain("the server is stopping");
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
