package sarai.cli;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sarai.config.ConfigException;
import sarai.config.ConfigProblem;
import sarai.config.ConfigSchema;
import sarai.config.Profile;
import sarai.config.SaraiConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sarai config check` and `sarai config schema`.
@Command(name = "config", mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

  ConfigCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "config check, or config schema?");
  }

  @Command(name = "check", mixinStandardHelpOptions = true)
  int check(@Mixin CommonOptions common, @Option(names = "--json") boolean json)
      throws IOException, CommandException {
    Profile profile = common.profile(shell);
    try {
      SaraiConfig config = common.config(shell, profile, java.util.Map.of());
      if (json) {
        ObjectNode body = body(profile, true);
        config.models().keySet().forEach(body.putArray("models")::add);
        shell.out().println(body);
      } else {
        shell.say("config.ok", profile, config.models().size(), config.models().keySet());
      }
      return ExitCode.DONE.code();
    } catch (ConfigException e) {
      if (json) {
        ObjectNode body = body(profile, false);
        ArrayNode problems = body.putArray("problems");
        e.problems().forEach(problem -> problems.add(json(problem)));
        shell.out().println(body);
      } else {
        shell.err().println(e.getMessage());
        shell.tell("config.bad", profile, e.problems().size());
      }
      return ExitCode.USAGE.code();
    }
  }

  private static ObjectNode body(Profile profile, boolean ok) {
    return new JsonMapper().createObjectNode().put("profile", profile.toString()).put("ok", ok);
  }

  private static ObjectNode json(ConfigProblem problem) {
    return new JsonMapper()
        .createObjectNode()
        .put("file", problem.file())
        .put("line", problem.line())
        .put("key", problem.key())
        .put("value", problem.value())
        .put("message", problem.message());
  }

  @Command(name = "schema", mixinStandardHelpOptions = true)
  int schema() throws IOException {
    ConfigSchema.write(shell.out());
    return ExitCode.DONE.code();
  }
}
