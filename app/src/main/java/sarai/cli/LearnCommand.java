package sarai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
      Lessons lessons = lessons(store.ratings());
      Trial trial = gate.learn(current, lessons.rows());
      Report report = new Report(trial, lessons, recent(store.runs(), current, trial));
      if (report.promoted()) {
        files.promote(trial.weights());
      }
      report(report);
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
  private static Lessons lessons(List<FeedbackStore.RatedRun> ratings) {
    List<Lesson> rows = new ArrayList<>();
    int skipped = 0;
    for (FeedbackStore.RatedRun rated : ratings) {
      String features = rated.run().features();
      Route taken = Route.byId(rated.run().record().route());
      if (features != null && taken != null) {
        Signal signal = Signal.valueOf(rated.rating().kind().name());
        Optional<FeatureVector> seen = FeatureVector.decoded(features);
        seen.ifPresent(it -> rows.add(new Lesson(it, taken, signal)));
        skipped += seen.isEmpty() ? 1 : 0;
      }
    }
    return new Lessons(rows, skipped);
  }

  /// How the recent runs would fare with the weights that are now in use.
  private static Recent recent(List<Run> runs, Weights before, Trial trial) {
    List<String> stored = runs.stream().map(Run::features).filter(Objects::nonNull).toList();
    List<FeatureVector> seen =
        stored.stream().map(FeatureVector::decoded).flatMap(Optional::stream).toList();
    long moved =
        seen.stream()
            .filter(it ->
                !LearningGate.route(before, it).equals(LearningGate.route(trial.weights(), it)))
            .count();
    return new Recent(seen.size(), moved, stored.size() - seen.size());
  }

  /// @param skipped those whose features another version of the router made
  private record Lessons(List<Lesson> rows, int skipped) {}

  /// @param moved those that would take another route than before
  /// @param skipped further ones, whose features another version of the router made
  private record Recent(int runs, long moved, int skipped) {}

  private record Report(Trial trial, Lessons lessons, Recent recent) {
    boolean promoted() {
      return trial.promoted() && hasLessons();
    }

    boolean hasLessons() {
      return !lessons.rows().isEmpty();
    }
  }

  private void report(Report report) {
    if (json) {
      shell.out().println(asJson(report));
      return;
    }
    int rated = report.lessons().skipped();
    int recent = report.recent().skipped();
    shell.say("learn.lessons", report.lessons().rows().size(), report.recent().runs());
    if (rated + recent > 0) {
      shell.say("learn.skipped", rated, recent);
    }
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
    if (report.hasLessons()) {
      shell.say(report.promoted() ? "learn.promoted" : "learn.refused", report.trial().reason());
    } else {
      shell.say("learn.no.lessons");
    }
  }

  private static ObjectNode asJson(Report report) {
    ObjectNode body =
        new JsonMapper()
            .createObjectNode()
            .put("promoted", report.promoted())
            .put("reason", report.hasLessons() ? report.trial().reason() : "no lessons")
            .put("lessons", report.lessons().rows().size())
            .put("skipped", report.lessons().skipped());
    body.putObject("recent")
        .put("runs", report.recent().runs())
        .put("moved", report.recent().moved())
        .put("skipped", report.recent().skipped());
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
      throws IOException, CommandException {
    List<String> missing =
        EmotionTrainer.SETS.stream().filter(it -> !Files.isRegularFile(sets.resolve(it))).toList();
    if (!missing.isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          shell.messages().text("learn.emotion.none", sets, String.join(", ", missing)));
    }
    Path folder = Files.createDirectories(out == null ? shell.folder() : out);
    Path weights = folder.resolve("weights.bin");
    String card = EmotionTrainer.train(sets, weights, folder.resolve("card.md"));
    shell.out().println(card);
    boolean same = Arrays.equals(Files.readAllBytes(weights), EmotionReader.bundledWeights());
    shell.say(same ? "learn.emotion.same" : "learn.emotion.other", weights);
    return ExitCode.DONE.code();
  }
}
