package sarai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// How good the answers to a folder of questions are (docs/quality.md): choices, words, recordings.
/// `--folder` names it; without, a small one of ours is asked anew, which tests the harness more
/// than the models. `--limit N` asks N of them, chosen by `--seed S`.
record QualitySuite(Options options, Path bundled) implements Suite {
  @Override
  public String name() {
    return "quality";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    boolean own = options.get("folder", "").isEmpty();
    Path folder = own ? bundled : Path.of(options.get("folder", ""));
    Path file = options.out().resolve(own ? "results-bundled.jsonl" : "results.jsonl");
    Files.createDirectories(options.out());
    if (own) {
      Files.deleteIfExists(file);
    }
    String model = options.get("model", ServerAsker.ROUTED);
    String asked =
        "%s of %s, folder %s".formatted(model, bed.profile().getFileName(), folder.getFileName());
    int seed = options.number("seed", 1);
    QualityRun run = new QualityRun(new AnswerFile(file), asked, seed);
    return rows(run, chosen(QualityQuestion.read(folder), seed), new Target(model, file), bed);
  }

  private record Target(String model, Path file) {}

  /// In an order that the seed decides, so that the first ones are a fair sample.
  private List<QualityQuestion> chosen(List<QualityQuestion> all, int seed) {
    List<QualityQuestion> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled.subList(0, Math.min(shuffled.size(), options.number("limit", all.size())));
  }

  private static List<Row> rows(
      QualityRun run, List<QualityQuestion> questions, Target target, Bed bed)
      throws IOException, InterruptedException {
    List<QualityQuestion> open = run.open(questions);
    Map<String, String> failures = Map.of();
    if (!open.isEmpty()) {
      try (SaraiServer server = SaraiServer.start(bed)) {
        failures = run.ask(open, new ServerAsker(server.address(), target.model(), run.asked()));
      }
    }
    List<Row> rows = new ArrayList<>(run.judged(questions));
    rows.add(
        new Row.Note(
            "answers",
            "%d asked now, %d kept from before, in %s"
                .formatted(
                    open.size() - failures.size(), questions.size() - open.size(), target.file())));
    if (!failures.isEmpty()) {
      rows.add(new Row.Note("without an answer, not counted", listed(failures)));
    }
    return rows;
  }

  private static String listed(Map<String, String> failures) {
    Map.Entry<String, String> first = failures.entrySet().iterator().next();
    return "%d: %s; the first said %s"
        .formatted(failures.size(), failures.keySet(), first.getValue());
  }
}
