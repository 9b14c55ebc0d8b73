package sarai.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import sarai.config.ConfigException;
import sarai.config.ConfigReader;
import sarai.route.Evaluation;
import sarai.route.IntentScorer;
import sarai.route.LabelledSentence;
import sarai.route.LabelledSet;
import sarai.route.RoutePolicy;
import sarai.route.RouteQuery;
import sarai.route.Trainer;

/// The router on its held-out sentences and on those written blind, with all themes unseen, and the
/// time of a decision; the same of a rival over an embedding model, when a server that has one is
/// named.
final class RouterSuite implements Suite {
  private static final int TEXTS_PER_ROUND = 50;
  private static final int ROUNDS_OF_A_FULL_RUN = 200;
  private static final double GOAL_MICROS = 1000;

  /// The most, in %, on the held-out part: 0.92 of all routes and 0.88 of each language and of
  /// traps are to be right, 0.95 to hold when a text is written worse or otherwise.
  private static final Map<String, Double> GOALS =
      Map.ofEntries(
          Map.entry("wrong, all", 8.0),
          Map.entry("wrong, language es", 12.0),
          Map.entry("wrong, language en", 12.0),
          Map.entry("wrong, kind trap", 12.0),
          Map.entry("calibration error, hard", 5.0),
          Map.entry("calibration error, soft", 5.0),
          Map.entry("calibration error, web_query", 5.0),
          Map.entry("route changed, NO_ACCENTS", 5.0),
          Map.entry("route changed, UPPER_CASE", 5.0),
          Map.entry("route changed, LOWER_CASE", 5.0),
          Map.entry("route changed, TYPOS", 5.0),
          Map.entry("route changed, PARAPHRASE", 5.0));

  /// Themes of held-out sentences written as people plainly ask, neither terse nor literary.
  private static final String PLAIN_THEMES = "([n-w]|x[a-q])-.*";

  private final String server;

  /// @param server address of a running server with an embedding model; empty for none
  RouterSuite(String server) {
    this.server = server;
  }

  @Override
  public String name() {
    return "router";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    IntentScorer scorer = IntentScorer.load();
    LabelledSet set = LabelledSet.load();
    List<Row> rows = new ArrayList<>();
    new RouterExam("")
        .of(scorer, set.test()).stream().map(RouterSuite::withGoal).forEach(rows::add);
    rows.addAll(new RouterExam("plain requests, ").of(scorer, plain(set)));
    rows.addAll(new RouterExam("blind, ").of(scorer, sentences("blind.tsv")));
    rows.addAll(new RouterExam("blind 2, ").of(scorer, sentences("blind-2.tsv")));
    rows.addAll(new RouterExam("blind 3, ").of(scorer, sentences("blind-3.tsv")));
    rows.addAll(new RouterExam("blind 4, ").of(scorer, sentences("blind-4.tsv")));
    if (bed.rounds() >= ROUNDS_OF_A_FULL_RUN) {
      rows.addAll(new RouterExam("themes unseen, ").of(withThemesUnseen(set)));
    }
    RoutePolicy policy = policy(bed.profile(), scorer);
    rows.addAll(time(policy, set, 20, bed.rounds() * TEXTS_PER_ROUND));
    rows.addAll(time(policy, set, 2000, bed.rounds() * TEXTS_PER_ROUND));
    if (!server.isEmpty()) {
      EmbeddingVariant.Result rival = new EmbeddingVariant(server).measure(set);
      rows.addAll(new RouterExam("embeddings, ").of(rival.accuracy()));
      rows.add(
          new Row.Measured(
              "embeddings, one sentence", new Samples("µs", rival.micros()), GOAL_MICROS));
    }
    return rows;
  }

  private static Row withGoal(Row row) {
    Double most = GOALS.get(row.name());
    return row instanceof Row.Estimate share && most != null ? share.withGoal(most) : row;
  }

  /// Each sentence by a model that has not seen its theme.
  private static Evaluation withThemesUnseen(LabelledSet set) {
    List<LabelledSentence> all = new ArrayList<>(set.training());
    all.addAll(set.test());
    return new Evaluation(new Trainer(Trainer.Recipe.DEFAULT).crossValidate(all, Trainer.FOLDS));
  }

  /// Sentences that were written without ours in sight.
  private static List<LabelledSentence> sentences(String name) {
    try (InputStream in =
        Objects.requireNonNull(RouterSuite.class.getResourceAsStream(name), name)) {
      return LabelledSet.read(name, new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<LabelledSentence> plain(LabelledSet set) {
    return set.test().stream().filter(it -> it.theme().matches(PLAIN_THEMES)).toList();
  }

  private static RoutePolicy policy(Path profile, IntentScorer scorer) throws IOException {
    try {
      return new RoutePolicy(ConfigReader.read(profile, Map.of()), scorer);
    } catch (ConfigException e) {
      throw new IOException(profile + ": " + e.getMessage(), e);
    }
  }

  /// Of `classify`, `mcp` and the policy together.
  private static List<Row> time(RoutePolicy policy, LabelledSet set, int length, int texts) {
    String all = set.test().stream().map(LabelledSentence::text).collect(Collectors.joining(". "));
    List<Double> micros = new ArrayList<>();
    for (int i = -texts; i < texts; i++) {
      int from = Math.floorMod(i * 37, all.length() - length);
      RouteQuery query = RouteQuery.of(all.substring(from, from + length));
      long start = System.nanoTime();
      String route = policy.decide(query).route().id();
      if (i >= 0 && !route.isEmpty()) {
        micros.add((System.nanoTime() - start) / 1e3);
      }
    }
    Samples samples = new Samples("µs", micros);
    return List.of(
        new Row.Measured("decision for %d characters".formatted(length), samples, GOAL_MICROS),
        new Row.Ceiling(
            "decision for %d characters, p99".formatted(length),
            "µs",
            GOAL_MICROS,
            samples.quantile(0.99),
            "%d texts, one thread".formatted(texts),
            null));
  }
}
