package sarai.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sarai.config.ConfigException;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.Profile;
import sarai.config.SaraiConfig;
import sarai.pool.MachineMemory;
import sarai.store.Program;
import sarai.store.StoreException;
import sarai.store.model.FitCheck;
import sarai.store.program.ProgramInstall;
import sarai.units.Bytes;

/// `sarai pull`: brings the models of the profile, and the programs that run them, to this machine.
@Command(name = "pull", mixinStandardHelpOptions = true)
final class PullCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "ID", descriptionKey = "pull.id", arity = "0..*")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--engines")
  private boolean enginesOnly;

  @Option(names = "--offline")
  private boolean offline;

  PullCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException, ConfigException, CommandException, StoreException, InterruptedException {
    Profile profile = common.profile(shell);
    SaraiConfig config = common.config(shell, profile, java.util.Map.of());
    List<ModelConfig> models = chosen(config);
    if (common.namesProfile()) {
      common.record(shell, profile);
    }
    Pulling pulling = new Pulling(shell, common.data(shell), offline);
    pulling.programs(config);
    if (!enginesOnly) {
      pulling.models(config, models);
    }
    return ExitCode.DONE.code();
  }

  private List<ModelConfig> chosen(SaraiConfig config) throws CommandException {
    List<ModelConfig> chosen = new ArrayList<>();
    for (String id : ids) {
      ModelConfig model = config.models().get(id);
      if (model == null) {
        throw new CommandException(
            ExitCode.NOT_FOUND,
            shell.messages().text("model.unknown", id, config.models().keySet()));
      }
      chosen.add(model);
    }
    return ids.isEmpty() ? List.copyOf(config.models().values()) : chosen;
  }

  /// The work of `pull`, which `demo` does too.
  static final class Pulling {
    private final Shell shell;
    private final Path data;
    private final boolean offline;

    Pulling(Shell shell, Path data, boolean offline) {
      this.shell = shell;
      this.data = data;
      this.offline = offline;
    }

    /// Installs llama-server and FFmpeg where they are not here yet.
    void programs(SaraiConfig config) throws StoreException, InterruptedException {
      program(shell.program().llamaServer(data, offline), config.engines().llama().path());
      program(shell.program().ffmpeg(data, offline), config.engines().ffmpeg().path());
    }

    private void program(ProgramInstall install, @Nullable String configured)
        throws StoreException, InterruptedException {
      Optional<Program> here = install.find(configured);
      if (here.isPresent()) {
        shell.tell("program.here", install.name(), here.get().version());
        return;
      }
      try (PullProgress progress = new PullProgress(shell, System::nanoTime)) {
        Program installed = install.install(progress);
        shell.tell("program.installed", install.name(), installed.version());
      }
    }

    void models(SaraiConfig config, List<ModelConfig> models)
        throws StoreException, InterruptedException {
      List<ModelConfig> local =
          models.stream().filter(model -> model.engine() != EngineKind.REMOTE).toList();
      try (PullProgress progress = new PullProgress(shell, System::nanoTime)) {
        shell.program().store(data, offline).pull(local, fit(config), progress);
      }
      shell.tell("pull.done", local.size());
    }

    /// Files that are larger than the whole budget can never be loaded.
    private static FitCheck fit(SaraiConfig config) {
      Bytes configured = config.memory().budget();
      Bytes budget = configured == null ? MachineMemory.automaticBudget() : configured;
      return (model, variant, files) ->
          files.isMoreThan(budget)
              ? "%s of '%s' has %s, more than the whole budget of %s (memory.budget)"
                  .formatted(variant, model.id(), files, budget)
              : null;
    }
  }
}
