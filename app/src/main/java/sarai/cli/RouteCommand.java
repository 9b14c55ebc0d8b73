package sarai.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sarai.config.ConfigException;
import sarai.route.Contribution;
import sarai.route.IntentScorer;
import sarai.route.RouteDecision;
import sarai.route.RoutePolicy;
import sarai.route.RouteQuery;
import sarai.route.WeightFiles;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sarai route`: where a text would go, and everything that speaks for and against it.
@Command(name = "route", mixinStandardHelpOptions = true)
final class RouteCommand implements Callable<Integer> {
  private static final int TOP = 8;

  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "TEXT", descriptionKey = "route.text", arity = "1..*")
  private List<String> words = new ArrayList<>();

  @Option(names = "--json")
  private boolean json;

  RouteCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException, ConfigException, CommandException {
    IntentScorer scorer = new IntentScorer(WeightFiles.of(common.data(shell)).currentOrShipped());
    RoutePolicy policy = new RoutePolicy(common.config(shell), scorer);
    String text = String.join(" ", words);
    RouteDecision decision = policy.decide(RouteQuery.of(text));
    List<Contribution> features = policy.features(text, decision, TOP);
    if (json) {
      shell.out().println(json(decision, features));
    } else {
      tell(decision, features);
    }
    return ExitCode.DONE.code();
  }

  private void tell(RouteDecision decision, List<Contribution> features) {
    shell.say("route.choice", decision.route().id(), decision.model(), decision.runnerUp().id());
    shell.out().println("  " + decision.reason());
    shell.say(
        "route.scores",
        figure(decision.scores().hard()),
        figure(decision.scores().soft()),
        figure(decision.scores().webQuery()),
        figure(decision.alpha()),
        figure(decision.beta()));
    shell.say(
        "route.thresholds",
        figure(decision.thresholds().webQuery()),
        figure(decision.thresholds().expertAlpha()),
        figure(decision.thresholds().empathy()),
        figure(decision.familiarity()));
    for (Contribution feature : features) {
      shell
          .out()
          .println(String.format(Locale.ROOT, "  %+6.2f  %s", feature.logit(), feature.feature()));
    }
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static ObjectNode json(RouteDecision decision, List<Contribution> features) {
    ObjectNode body =
        new JsonMapper()
            .createObjectNode()
            .put("route", decision.route().id())
            .put("model", decision.model());
    body.putObject("scores")
        .put("hard", decision.scores().hard())
        .put("soft", decision.scores().soft())
        .put("web_query", decision.scores().webQuery());
    body.put("alpha", decision.alpha()).put("beta", decision.beta());
    body.putObject("thresholds")
        .put("web_query", decision.thresholds().webQuery())
        .put("expert_alpha", decision.thresholds().expertAlpha())
        .put("empathy", decision.thresholds().empathy());
    body.put("language", decision.language().code())
        .put("reason", decision.reason())
        .put("runner_up", decision.runnerUp().id())
        .put("familiarity", decision.familiarity());
    ArrayNode list = body.putArray("features");
    for (Contribution feature : features) {
      list.addObject().put("feature", feature.feature()).put("logit", feature.logit());
    }
    return body;
  }
}
