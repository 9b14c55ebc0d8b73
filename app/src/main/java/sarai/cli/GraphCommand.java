package sarai.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sarai.config.ConfigException;
import sarai.feedback.FeedbackJson;
import sarai.feedback.FeedbackStore;
import sarai.feedback.RunRecord;

/// `sarai graph`: the flow of a request, drawn in Mermaid's notation; or the steps of one run, each
/// as long as it took.
@Command(name = "graph", mixinStandardHelpOptions = true)
final class GraphCommand implements Callable<Integer> {
  private static final int WIDTH = 40;

  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(names = "--run", paramLabel = "ID")
  private @Nullable String run;

  @Option(names = "--json")
  private boolean json;

  GraphCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException, ConfigException, CommandException, InterruptedException {
    if (run == null) {
      shell.out().print(shell.program().drawing(common.config(shell)));
      return ExitCode.DONE.code();
    }
    RunRecord record = record(run);
    if (json) {
      shell.out().println(FeedbackJson.write(record));
    } else {
      draw(record);
    }
    return ExitCode.DONE.code();
  }

  private RunRecord record(String id)
      throws IOException, ConfigException, CommandException, InterruptedException {
    try (FeedbackStore store = shell.program().feedback(common.config(shell), common.data(shell))) {
      return store
          .run(id)
          .orElseThrow(() ->
              new CommandException(
                  ExitCode.NOT_FOUND,
                  shell.messages().text("graph.run.unknown", id, FeedbackStore.RUNS)));
    }
  }

  private void draw(RunRecord record) {
    shell.say(
        "graph.run",
        record.id(),
        record.route(),
        record.answeredBy() == null ? "–" : record.answeredBy(),
        String.format(Locale.ROOT, "%.2f", record.totalSeconds()));
    shell.out().println("  " + record.why());
    long all = record.nodes().stream().mapToLong(RunRecord.Node::nanos).sum();
    long before = 0;
    for (RunRecord.Node node : record.nodes()) {
      shell.out().println(bar(node, before, Math.max(1, all)));
      before += node.nanos();
    }
    record.fallbacks().forEach(one -> shell.say("graph.run.fallback", one.model(), one.error()));
    record.evicted().forEach(model -> shell.say("graph.run.evicted", model));
  }

  /// A line whose bar begins where the steps before it ended.
  private static String bar(RunRecord.Node node, long before, long all) {
    int from = (int) (WIDTH * before / all);
    int until = (int) Math.max(from + 1, WIDTH * (before + node.nanos()) / all);
    return String.format(
        Locale.ROOT,
        "  %-18s %12.3f ms  |%-" + (WIDTH + 1) + "s| %s",
        node.name(),
        node.nanos() / 1e6,
        " ".repeat(from) + "█".repeat(until - from),
        node.outcome());
  }
}
