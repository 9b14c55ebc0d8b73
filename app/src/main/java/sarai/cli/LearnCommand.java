package sarai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sarai.config.ConfigException;
import sarai.emotion.EmotionReader;
import sarai.emotion.EmotionTrainer;
import sarai.feedback.FeedbackStore;
import sarai.feedback.Run;
import sarai.route.FeatureVector;
import sarai.route.IntentScorer;
import sarai.route.LabelledSet;
import sarai.route.LearningGate;
import sarai.route.LearningGate.Lesson;
import sarai.route.LearningGate.Signal;
import sarai.route.LearningGate.Trial;
import sarai.route.Route;
import sarai.route.WeightFiles;
import sarai.route.Weights;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sarai learn`: proposes router weights from feedback, holds them against the frozen sentences
/// and recent runs, and puts them in use only if nothing got worse. A running server takes them
/// within two seconds.
@Command(name = "learn", mixinStandardHelpOptions = true)
final class LearnCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(names = "--rollback")
  private boolean rollback;

  @Option(names = "--json")
  private boolean json;

  LearnCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException, ConfigException, CommandException, InterruptedException {
    WeightFiles files = WeightFiles.of(common.data(shell));
    if (rollback) {
      return rollBack(files);
    }
    Weights current = files.currentOrShipped();
    LearningGate gate = new LearningGate(new IntentScorer(current), LabelledSet.load().test());
    try (FeedbackStore store = shell.program().feedback(common.config(shell), common.data(shell))) {
      List<Lesson> lessons = lessons(store.ratings());
      Trial trial = gate.learn(current, lessons);
      if (trial.promoted() && !lessons.isEmpty()) {
        files.promote(trial.weights());
      }
      report(new Report(trial, lessons.size(), recent(store.runs(), current, trial)));
    }
    return ExitCode.DONE.code();
  }

  private int rollBack(WeightFiles files) throws CommandException {
    if (!files.rollback()) {
      throw new CommandException(ExitCode.NOT_FOUND, shell.messages().text("learn.nothing.before"));
    }
    if (json) {
      shell.out().println(new JsonMapper().createObjectNode().put("rolled_back", true));
    } else {
      shell.say("learn.rolled.back");
    }
    return ExitCode.DONE.code();
  }

  /// Rated runs whose question the router saw.
  private static List<Lesson> lessons(List<FeedbackStore.RatedRun> ratings) {
    List<Lesson> lessons = new ArrayList<>();
    for (FeedbackStore.RatedRun rated : ratings) {
      String features = rated.run().features();
      Route taken = Route.byId(rated.run().record().route());
      if (features != null && taken != null) {
        Signal signal = Signal.valueOf(rated.rating().kind().name());
        lessons.add(new Lesson(FeatureVector.decoded(features), taken, signal));
      }
    }
    return lessons;
  }

  /// How the recent runs would fare with the weights that are now in use.
  private static Recent recent(List<Run> runs, Weights before, Trial trial) {
    List<FeatureVector> seen =
        runs.stream()
            .map(Run::features)
            .filter(Objects::nonNull)
            .map(FeatureVector::decoded)
            .toList();
    long moved =
        seen.stream()
            .filter(it ->
                !LearningGate.route(before, it).equals(LearningGate.route(trial.weights(), it)))
            .count();
    return new Recent(seen.size(), moved);
  }

  /// @param moved those that would take another route than before
  private record Recent(int runs, long moved) {}

  private record Report(Trial trial, int lessons, Recent recent) {
    boolean promoted() {
      return trial.promoted() && lessons > 0;
    }
  }

  private void report(Report report) {
    if (json) {
      shell.out().println(asJson(report));
      return;
    }
    shell.say("learn.lessons", report.lessons(), report.recent().runs());
    report
        .trial()
        .changes()
        .forEach((name, change) ->
            shell.say(
                "learn.slice",
                name,
                change.before().right(),
                change.after().right(),
                change.after().count()));
    shell.say("learn.recent", report.recent().moved(), report.recent().runs());
    if (report.lessons() == 0) {
      shell.say("learn.no.lessons");
    } else {
      shell.say(report.promoted() ? "learn.promoted" : "learn.refused", report.trial().reason());
    }
  }

  private static ObjectNode asJson(Report report) {
    ObjectNode body =
        new JsonMapper()
            .createObjectNode()
            .put("promoted", report.promoted())
            .put("reason", report.lessons() == 0 ? "no lessons" : report.trial().reason())
            .put("lessons", report.lessons());
    body.putObject("recent")
        .put("runs", report.recent().runs())
        .put("moved", report.recent().moved());
    ArrayNode slices = body.putArray("slices");
    report
        .trial()
        .changes()
        .forEach((name, change) ->
            slices
                .addObject()
                .put("name", name)
                .put("count", change.after().count())
                .put("right_before", change.before().right())
                .put("right_after", change.after().right()));
    return body;
  }

  /// Trains the weights of the emotion reader, always alike for the same sets.
  @Command(name = "emotion", mixinStandardHelpOptions = true)
  int emotion(
      @Option(names = "--data", paramLabel = "DIR", required = true) Path sets,
      @Option(names = "--out", paramLabel = "DIR") @Nullable Path out)
      throws IOException {
    Path folder = Files.createDirectories(out == null ? shell.folder() : out);
    Path weights = folder.resolve("weights.bin");
    String card = EmotionTrainer.train(sets, weights, folder.resolve("card.md"));
    shell.out().println(card);
    boolean same = Arrays.equals(Files.readAllBytes(weights), EmotionReader.bundledWeights());
    shell.say(same ? "learn.emotion.same" : "learn.emotion.other", weights);
    return ExitCode.DONE.code();
  }
}
