package sarai.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sarai.units.Bytes;

/// What every store does.
interface FeedbackStoreContract {
  Instant AT = Instant.parse("2026-11-22T17:00:00.123Z");

  FeedbackStore open(boolean storeBodies) throws IOException;

  static RunRecord record(String id) {
    return new RunRecord(
        id,
        AT,
        "expert",
        "expert",
        "tiny",
        "tiny",
        "alpha 0.91 > 0.7; 'quotes' and \"quotes\"",
        "es",
        new RunRecord.Scores(0.9, 0.1, 0.2),
        Map.of("expert_alpha", 0.7),
        0.91,
        0.09,
        new RunRecord.Tone("sadness", 0.2, 0.3),
        List.of(new RunRecord.Node("classify", 12_000, "ok")),
        new RunRecord.Tokens(12, 30),
        null,
        1.5,
        List.of("qwen3_vl_4b"),
        List.of(new RunRecord.Fallback("expert", "out of reach")),
        List.of(new RunRecord.Media("image", "abc", Bytes.of(42), "512×512")),
        2);
  }

  static Run run(String id, @Nullable String session, @Nullable String user) {
    return new Run(record(id), session, user, new Run.Bodies("secreto", "respuesta"), "AAAAAQ");
  }

  static Rating rating(String id, Rating.Kind kind) {
    return new Rating(id, kind, "muy lento'); DROP TABLE runs; --", "texto editado", AT);
  }

  @Test
  default void givesBackWhatItWasGiven() throws Exception {
    try (FeedbackStore store = open(false)) {
      store.add(run("r1", "s", "ana"));
      assertThat(store.run("r1")).contains(record("r1"));
      assertThat(store.run("r2")).isEmpty();
    }
  }

  @Test
  default void keepsTheLastThousand() throws Exception {
    try (FeedbackStore store = open(false)) {
      for (int i = 1; i <= FeedbackStore.RUNS + 5; i++) {
        store.add(run("r" + i, null, null));
        if (i % 500 == 0) {
          store.run("r1");
        }
      }
      assertThat(store.run("r5")).isEmpty();
      assertThat(store.run("r6")).isPresent();
      assertThat(store.run("r" + (FeedbackStore.RUNS + 5))).isPresent();
      assertThat(store.dropped()).isZero();
    }
  }

  @Test
  default void ratesKnownRunsOnlyAndKeepsThemAsTheyWere() throws Exception {
    try (FeedbackStore store = open(false)) {
      store.add(run("r1", "s", "ana"));
      for (Rating.Kind kind : Rating.Kind.values()) {
        assertThat(store.rate(rating("r1", kind))).isTrue();
      }
      assertThat(store.rate(rating("r2", Rating.Kind.UP))).isFalse();
      assertThat(store.ratings())
          .hasSize(Rating.Kind.values().length)
          .allSatisfy(rated -> {
            assertThat(rated.run().record()).isEqualTo(record("r1"));
            assertThat(rated.rating().reason()).contains("DROP TABLE");
          });
    }
  }

  @Test
  default void keepsWordsOnlyWhenTold() throws Exception {
    for (boolean storeBodies : new boolean[] {false, true}) {
      try (FeedbackStore store = open(storeBodies)) {
        store.add(run("r1", "s", "ana"));
        store.rate(rating("r1", Rating.Kind.EDIT));
        StringBuilder out = new StringBuilder();
        store.export(out);
        assertThat(out.toString().contains("secreto")).isEqualTo(storeBodies);
        assertThat(out.toString().contains("texto editado")).isEqualTo(storeBodies);
        store.purge(new Scope.Everything());
      }
    }
  }

  @Test
  default void exportsOneObjectALine() throws Exception {
    try (FeedbackStore store = open(false)) {
      store.add(run("r1", "s", "ana"));
      store.add(run("r2", null, null));
      store.rate(rating("r2", Rating.Kind.DOWN));
      StringBuilder out = new StringBuilder();
      store.export(out);
      assertThat(out.toString().lines())
          .hasSize(3)
          .allMatch(line -> line.startsWith("{\"type\":\"r") && line.endsWith("}"));
    }
  }

  @Test
  default void purgesWhatWasNamed() throws Exception {
    try (FeedbackStore store = open(false)) {
      store.add(run("r1", "s1", "ana"));
      store.add(run("r2", "s2", "ana"));
      store.add(run("r3", "s2", "leo"));
      store.rate(rating("r1", Rating.Kind.UP));
      assertThat(store.purge(new Scope.Session("s1"))).isEqualTo(2);
      assertThat(store.purge(new Scope.User("ana"))).isEqualTo(1);
      assertThat(store.run("r3")).isPresent();
      assertThat(store.ratings()).isEmpty();
      assertThat(store.purge(new Scope.Session("' OR 1=1 --"))).isZero();
      assertThat(store.purge(new Scope.User(""))).isZero();
      assertThat(store.purge(new Scope.Everything())).isEqualTo(1);
    }
  }
}
