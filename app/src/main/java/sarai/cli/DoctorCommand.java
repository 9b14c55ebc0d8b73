package sarai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sarai.config.ConfigException;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.SaraiConfig;
import sarai.pool.MachineMemory;
import sarai.store.Program;
import sarai.store.StoreException;
import sarai.store.model.ModelStore;
import sarai.store.program.LlamaFeatures;
import sarai.store.program.ProgramInstall;
import sarai.units.Bytes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sarai doctor`: what is here, what is missing, and how to get it.
@Command(name = "doctor", mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  /// One thing that was looked at.
  ///
  /// @param fix what to do when it is not well; null when it is
  private record Finding(String what, String found, @Nullable String fix) {}

  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(names = "--json")
  private boolean json;

  @Option(names = "--script", paramLabel = "llama-server|ffmpeg")
  private @Nullable String script;

  DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException, CommandException, StoreException, InterruptedException {
    if (script != null) {
      return script(script);
    }
    List<Finding> findings = new ArrayList<>();
    Path data = common.data(shell);
    findings.add(new Finding("java", Runtime.version().toString(), null));
    findings.add(
        new Finding(
            "memory",
            shell.messages().text("doctor.memory", MachineMemory.automaticBudget()),
            null));
    findings.add(new Finding("data", data + " (" + free(data) + ")", null));
    try {
      SaraiConfig config = common.config(shell);
      findings.add(new Finding("profile", common.profile(shell).toString(), null));
      findings.add(llama(shell.program().llamaServer(data, true), config));
      findings.add(program(shell.program().ffmpeg(data, true), config.engines().ffmpeg().path()));
      models(findings, config, shell.program().store(data, true));
    } catch (ConfigException e) {
      findings.add(
          new Finding(
              "profile",
              String.valueOf(e.getMessage()),
              shell.messages().text("doctor.fix.profile")));
    }
    print(findings);
    boolean well = findings.stream().allMatch(finding -> finding.fix() == null);
    return (well ? ExitCode.DONE : ExitCode.NOT_FOUND).code();
  }

  /// Prints a shell script that starts an installed program, for use outside.
  private int script(String name) throws CommandException, StoreException, InterruptedException {
    Path data = common.data(shell);
    for (ProgramInstall install :
        List.of(shell.program().llamaServer(data, true), shell.program().ffmpeg(data, true))) {
      Optional<Program> found = install.find(null);
      if (install.name().equals(name) && found.isPresent()) {
        Program program = found.get();
        String words =
            program.command().stream().map(DoctorCommand::quoted).collect(Collectors.joining(" "));
        shell
            .out()
            .printf(
                "#!/bin/sh%ncd %s && exec %s \"$@\"%n",
                quoted(program.workingFolder().toString()), words);
        return ExitCode.DONE.code();
      }
    }
    throw new CommandException(
        ExitCode.NOT_FOUND, name + ": " + shell.messages().text("doctor.missing"));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static String free(Path data) throws IOException {
    Path there = data;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return Bytes.of(Files.getFileStore(there).getUsableSpace()) + " free";
  }

  private Finding llama(ProgramInstall install, SaraiConfig config) throws InterruptedException {
    Finding finding = program(install, config.engines().llama().path());
    if (finding.fix() != null) {
      return finding;
    }
    try {
      Program program = install.find(config.engines().llama().path()).orElseThrow();
      LlamaFeatures features = install.features(program);
      return new Finding(
          finding.what(),
          "%s; vision %s, audio %s, video %s"
              .formatted(finding.found(), features.vision(), features.audio(), features.video()),
          null);
    } catch (StoreException e) {
      return new Finding(finding.what(), String.valueOf(e.getMessage()), fix());
    }
  }

  private String fix() {
    return shell.messages().text("doctor.fix.engines");
  }

  private Finding program(ProgramInstall install, @Nullable String configured)
      throws InterruptedException {
    try {
      Optional<Program> found = install.find(configured);
      return found
          .map(program ->
              new Finding(
                  install.name(), program.version() + ", " + program.command().getLast(), null))
          .orElseGet(
              () -> new Finding(install.name(), shell.messages().text("doctor.missing"), fix()));
    } catch (StoreException e) {
      return new Finding(install.name(), String.valueOf(e.getMessage()), fix());
    }
  }

  private void models(List<Finding> findings, SaraiConfig config, ModelStore store)
      throws InterruptedException {
    for (ModelConfig model : config.models().values()) {
      if (model.engine() != EngineKind.REMOTE) {
        findings.add(model(model, store));
      }
    }
  }

  private Finding model(ModelConfig model, ModelStore store) throws InterruptedException {
    String what = "models." + model.id();
    String fix = shell.messages().text("doctor.fix.model", model.id());
    try {
      return store.installed(model).stream()
          .findFirst()
          .map(variant -> new Finding(what, model.name() + ": " + variant.variant(), null))
          .orElseGet(() ->
              new Finding(
                  what, model.name() + ": " + shell.messages().text("doctor.missing"), fix));
    } catch (StoreException e) {
      return new Finding(what, String.valueOf(e.getMessage()), fix);
    }
  }

  private void print(List<Finding> findings) {
    ArrayNode list = new JsonMapper().createArrayNode();
    for (Finding finding : findings) {
      if (json) {
        ObjectNode entry = list.addObject();
        entry.put("what", finding.what()).put("found", finding.found()).put("fix", finding.fix());
      } else {
        shell
            .out()
            .printf(
                "%s %-18s %s%n",
                finding.fix() == null ? "✓" : "✗", finding.what(), finding.found());
        if (finding.fix() != null) {
          shell.out().println("  → " + finding.fix());
        }
      }
    }
    if (json) {
      shell.out().println(list);
    }
  }
}
