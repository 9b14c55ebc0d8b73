package sarai.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sarai.units.Bytes;
import tools.jackson.databind.JsonNode;

/// `sarai ps`: what the running server has in memory.
@Command(name = "ps", mixinStandardHelpOptions = true)
final class PsCommand implements Callable<Integer> {
  private static final int BAR = 40;
  private static final Duration WATCH = Duration.ofSeconds(1);

  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(names = "--json")
  private boolean json;

  @Option(names = "--watch")
  private boolean watch;

  PsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException, CommandException, InterruptedException {
    Optional<ServerAddress> server = ServerAddress.find(common.data(shell));
    if (server.isEmpty()) {
      throw new CommandException(ExitCode.NOT_FOUND, shell.messages().text("server.none"));
    }
    ServerClient client =
        new ServerClient(server.get().address(), ServerClient.key(shell.environment()));
    print(client.get("/api/pool"));
    while (watch) {
      Thread.sleep(WATCH);
      shell.out().print("\033[H\033[2J");
      print(client.get("/api/pool"));
    }
    return ExitCode.DONE.code();
  }

  private void print(JsonNode pool) {
    if (json) {
      shell.out().println(pool);
      return;
    }
    shell.out().println(bar(pool));
    row("ID", "STATE", "RESERVED", "MEASURED", "USES", "IDLE", "LEAVES IN", "LAST CHANGE");
    for (JsonNode model : pool.path("models")) {
      row(
          model.path("id").asString(""),
          model.path("state").asString("") + (model.path("permanent").asBoolean(false) ? " *" : ""),
          bytes(model.path("reserved_bytes")),
          bytes(model.path("measured_bytes")),
          model.path("leases").asString("0"),
          seconds(model.path("idle_seconds")),
          seconds(model.path("leaves_in_seconds")),
          model.path("last_change").path("reason").asString("–"));
    }
    for (JsonNode waiting : pool.path("queue")) {
      shell.say(
          "ps.waiting",
          waiting.path("position").asInt(0),
          waiting.path("model").asString(""),
          seconds(waiting.path("waiting_seconds")));
    }
    JsonNode reload = pool.path("last_reload");
    if (reload.path("outcome").asString("").equals("refused")) {
      shell.say(
          "ps.reload.refused", reload.path("at").asString(""), reload.path("reason").asString(""));
    }
  }

  private String bar(JsonNode pool) {
    double budget = Math.max(1, pool.path("budget_bytes").asDouble(1));
    int charged = (int) Math.round(BAR * pool.path("charged_bytes").asDouble(0) / budget);
    int filled = Math.clamp(charged, 0, BAR);
    return "[%s%s] %s"
        .formatted(
            "█".repeat(filled),
            "·".repeat(BAR - filled),
            shell
                .messages()
                .text(
                    "ps.budget",
                    bytes(pool.path("charged_bytes")),
                    bytes(pool.path("budget_bytes")),
                    bytes(pool.path("measured_bytes"))));
  }

  private void row(String... cells) {
    shell.out().printf(Locale.ROOT, "%-16s %-12s %10s %10s %5s %8s %10s  %s%n", (Object[]) cells);
  }

  private static String bytes(JsonNode node) {
    return Bytes.of(node.asLong(0)).toString();
  }

  private static String seconds(JsonNode node) {
    return node.isNumber() ? String.format(Locale.ROOT, "%.0f s", node.asDouble()) : "–";
  }
}
