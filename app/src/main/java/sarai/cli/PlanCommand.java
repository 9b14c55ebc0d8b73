package sarai.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sarai.config.ConfigException;
import sarai.config.SaraiConfig;
import sarai.engine.EngineException;
import sarai.pool.PoolException;
import sarai.pool.PoolJson;
import sarai.pool.StartProof;
import sarai.units.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `sarai plan`: whether the configuration fits its budget, or what an arrival would evict.
@Command(name = "plan", mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "ID", descriptionKey = "plan.id", arity = "0..1")
  private @Nullable String model;

  @Option(names = "--json")
  private boolean json;

  PlanCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException,
          ConfigException,
          CommandException,
          PoolException,
          EngineException,
          InterruptedException {
    return model == null ? proof() : arrival(model);
  }

  private int proof() throws IOException, ConfigException, CommandException, InterruptedException {
    SaraiConfig config = common.config(shell);
    try (Application.Session session = shell.program().open(config, common.data(shell))) {
      StartProof proof = session.proof();
      shell.out().println(json ? PoolJson.proof(proof).toString() : proof.table());
      return (proof.holds() ? ExitCode.DONE : ExitCode.DOES_NOT_FIT).code();
    }
  }

  private int arrival(String id)
      throws IOException,
          ConfigException,
          CommandException,
          PoolException,
          EngineException,
          InterruptedException {
    JsonNode plan = plan(id);
    if (json) {
      shell.out().println(plan);
    } else {
      print(id, plan);
    }
    return (plan.path("fits").asBoolean(false) ? ExitCode.DONE : ExitCode.DOES_NOT_FIT).code();
  }

  private JsonNode plan(String id)
      throws IOException,
          ConfigException,
          CommandException,
          PoolException,
          EngineException,
          InterruptedException {
    Path data = common.data(shell);
    Optional<ServerAddress> server =
        common.namesProfile() ? Optional.empty() : ServerAddress.find(data);
    if (server.isPresent()) {
      return new ServerClient(server.get().address(), ServerClient.key(shell.environment()))
          .post("/api/plan", new JsonMapper().createObjectNode().put("model", id));
    }
    try (Application.Session session = shell.program().open(common.config(shell), data)) {
      return PoolJson.plan(session.pool().plan(id));
    }
  }

  private void print(String id, JsonNode plan) {
    shell.say(
        plan.path("fits").asBoolean(false) ? "plan.fits" : "plan.does.not.fit",
        id,
        Bytes.of(plan.path("need_bytes").asLong(0)),
        Bytes.of(plan.path("free_bytes").asLong(0)),
        plan.path("reason").asString(""));
    for (JsonNode leaving : plan.path("evict")) {
      shell.say(
          "plan.evict", leaving.path("id").asString(""), Bytes.of(leaving.path("bytes").asLong(0)));
    }
    List.of(plan.path("eta_seconds")).stream()
        .filter(JsonNode::isNumber)
        .forEach(eta -> shell.say("plan.eta", String.format(Locale.ROOT, "%.1f", eta.asDouble())));
  }
}
