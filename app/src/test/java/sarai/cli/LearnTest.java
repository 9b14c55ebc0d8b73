package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.feedback.FeedbackStore;
import sarai.feedback.Rating;
import sarai.feedback.Run;
import sarai.feedback.RunRecord;
import sarai.feedback.SqliteFeedback;
import sarai.route.IntentScorer;
import sarai.route.WeightFiles;
import sarai.route.Weights;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `learn` and `graph --run` over a store on disk, as processes of their own.
final class LearnTest {
  /// Where the bias of the first output lies in the file.
  private static final int BIAS = 12;

  private static final Instant AT = Instant.parse("2026-11-22T20:00:00Z");

  @TempDir private Path data;

  private record Ended(int code, String out) {}

  @BeforeEach
  void rate() throws Exception {
    try (FeedbackStore store = new SqliteFeedback(data.resolve("feedback.db"), false)) {
      store.add(answered("r1", "Demuestra que raíz de 2 es irracional", "expert"));
      store.add(answered("r2", "hola", "tiny"));
      store.rate(new Rating("r1", Rating.Kind.UP, null, null, AT));
    }
  }

  private static Run answered(String id, String question, String route) {
    return new Run(record(id, route), null, null, null, features(question));
  }

  private static String features(String question) {
    return Objects.requireNonNull(IntentScorer.load().features(question).encoded());
  }

  private static RunRecord record(String id, String route) {
    return new RunRecord(
        id,
        AT,
        route,
        "sage",
        "sage",
        "tiny",
        "because",
        "es",
        new RunRecord.Scores(0.9, 0.1, 0.1),
        Map.of("expert_alpha", 0.7),
        0.95,
        0.05,
        null,
        List.of(
            new RunRecord.Node("classify", 120_000, "ok"),
            new RunRecord.Node("generate_expert", 900_000_000, "ok")),
        new RunRecord.Tokens(12, 30),
        0.2,
        1.5,
        List.of("eyes"),
        List.of(new RunRecord.Fallback("far", "out of reach")),
        List.of(),
        0);
  }

  /// The shipped weights with another bias of their first output.
  private static Weights biased() {
    byte[] bytes = Weights.load().toBytes();
    ByteBuffer.wrap(bytes).putFloat(BIAS, 30);
    return Weights.parse(bytes);
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    Process process =
        RealServe.command("/nowhere/llama-server", data, arguments)
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out);
  }

  @Test
  void aTrialTellsEverySliceAndWhetherItWasPromoted() throws Exception {
    Ended ended = run("learn", "--json");

    assertThat(ended.code()).as(ended.out()).isZero();
    JsonNode trial = JsonMapper.shared().readTree(ended.out());
    assertThat(trial.path("lessons").asInt()).isEqualTo(1);
    assertThat(trial.path("recent").path("runs").asInt()).isEqualTo(2);
    assertThat(trial.path("slices").findValuesAsString("name"))
        .contains("all", "language es", "language en", "kind trap", "route rag", "recent");
    assertThat(Files.exists(data.resolve("router"))).isEqualTo(trial.path("promoted").asBoolean());
  }

  @Test
  void whatAnotherVersionOfTheRouterSawIsLeftOutAndCounted() throws Exception {
    String unmarked = features("¿Qué tiempo hace?").replaceFirst("^.*:", "");
    try (FeedbackStore store = new SqliteFeedback(data.resolve("feedback.db"), false)) {
      store.add(new Run(record("r0", "rag"), null, null, null, unmarked));
      store.rate(new Rating("r0", Rating.Kind.UP, null, null, AT));
    }

    JsonNode trial = JsonMapper.shared().readTree(run("learn", "--json").out());
    assertThat(trial.path("lessons").asInt()).isEqualTo(1);
    assertThat(trial.path("skipped").asInt()).isEqualTo(1);
    assertThat(trial.path("recent").path("runs").asInt()).isEqualTo(2);
    assertThat(trial.path("recent").path("skipped").asInt()).isEqualTo(1);
    assertThat(run("learn").out()).contains("left out", "1 rated and 1 recent runs");
  }

  @Test
  void rollbackBringsTheShippedBytesBackOrSaysThatThereAreNone() throws Exception {
    assertThat(run("learn", "--rollback").code()).isEqualTo(3);

    WeightFiles files = WeightFiles.of(data);
    byte[] shipped = files.current().toBytes();
    files.promote(biased());
    assertThat(files.current().toBytes()).isNotEqualTo(shipped);
    assertThat(run("learn", "--rollback", "--json").out()).contains("\"rolled_back\":true");
    assertThat(files.current().toBytes()).isEqualTo(shipped);
  }

  @Test
  void damagedWeightsGiveWayToTheShippedOnes() throws Exception {
    Path learned = WeightFiles.of(data).file();
    Files.createDirectories(learned.getParent());
    Files.write(learned, new byte[] {1, 2, 3});
    Path profile = data.resolve("tiny.yaml");
    Files.writeString(profile, "models: { tiny: { role: tiny, gguf_file: a.gguf } }\n");

    Ended routed = run("route", "--profile", profile.toString(), "hola");
    for (Ended ended : List.of(routed, run("learn"))) {
      assertThat(ended.code()).as(ended.out()).isZero();
      assertThat(ended.out()).contains("the shipped ones are").doesNotContain("Exception");
    }
  }

  @Test
  void aFolderWithoutTheLabelledSetsIsNamedWithWhatItLacks() throws Exception {
    Path sets = data.resolve("sets");
    Path out = data.resolve("trained");
    Ended none = run("learn", "emotion", "--data", sets.toString(), "--out", out.toString());
    assertThat(none.code()).as(none.out()).isEqualTo(3);
    assertThat(none.out()).contains(sets + " ", "goemotions-labels.txt", "xed-en.tsv");

    Files.createDirectories(sets);
    Files.writeString(sets.resolve("goemotions-labels.txt"), "");
    Ended some = run("learn", "emotion", "--data", sets.toString(), "--out", out.toString());
    assertThat(some.code()).as(some.out()).isEqualTo(3);
    assertThat(some.out()).contains("goemotions-train.tsv").doesNotContain("labels.txt");
    assertThat(out).doesNotExist();
  }

  @Test
  void aRunIsDrawnStepByStep() throws Exception {
    Ended ended = run("graph", "--run", "r1");

    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out())
        .contains("route expert", "classify", "900.000 ms", "█", "far did not answer: out of reach")
        .contains("eyes had to leave");
    assertThat(run("graph", "--run", "nobody").code()).isEqualTo(3);
  }
}
