package sarai.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFeedbackTest implements FeedbackStoreContract {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path folder;

  private Path file() {
    return folder.resolve("data").resolve("feedback.db");
  }

  @Override
  public FeedbackStore open(boolean storeBodies) {
    return new SqliteFeedback(file(), storeBodies);
  }

  @Test
  void openingTouchesNoFile() {
    try (FeedbackStore store = open(false)) {
      assertThat(store.dropped()).isZero();
      assertThat(file().getParent()).doesNotExist();
    }
  }

  @Test
  void closingFinishesWhatWaits() throws Exception {
    try (FeedbackStore store = open(false)) {
      for (int i = 0; i < 200; i++) {
        store.add(FeedbackStoreContract.run("r" + i, "s", "ana"));
      }
    }
    try (FeedbackStore again = open(false)) {
      assertThat(again.run("r199")).isPresent();
      assertThat(again.run("r0")).contains(FeedbackStoreContract.record("r0"));
    }
  }

  @Test
  void nothingOfAPurgedRunStaysInTheFiles() throws Exception {
    try (FeedbackStore store = open(true)) {
      store.add(FeedbackStoreContract.run("r1", "s", "ana"));
      store.run("r1");
      store.purge(new Scope.User("ana"));
    }
    try (Stream<Path> files = Files.list(file().getParent())) {
      for (Path one : files.toList()) {
        assertThat(new String(Files.readAllBytes(one), StandardCharsets.ISO_8859_1))
            .as("%s", one)
            .doesNotContain("secreto");
      }
    }
  }

  @Test
  void aFileOfANewerProgramIsRefused() throws Exception {
    Files.createDirectories(file().getParent());
    try (Handle handle = Jdbi.create("jdbc:sqlite:" + file()).open()) {
      handle.execute("PRAGMA user_version = 9");
    }
    try (FeedbackStore store = open(false)) {
      assertThatThrownBy(store::ratings)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("version 9");
    }
  }

  @Test
  void aDamagedFileLosesRunsButFailsNoRequest() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "this is no database, ".repeat(100));
    try (FeedbackStore store = open(false)) {
      store.add(FeedbackStoreContract.run("r1", null, null));
      assertThatThrownBy(() -> store.run("r1")).isInstanceOf(IOException.class);
      assertThat(store.dropped()).isEqualTo(1);
    }
  }

  @Test
  void aClosedStoreDropsAndCounts() {
    FeedbackStore store = open(false);
    store.close();
    store.add(FeedbackStoreContract.run("r1", null, null));
    assertThat(store.dropped()).isEqualTo(1);
    assertThatThrownBy(store::ratings).hasMessageContaining("closed");
  }

  @Test
  void theRecordHasTheNamesOfTheHttpSurface() {
    String json = FeedbackJson.write(FeedbackStoreContract.record("r1"));
    for (String name :
        List.of(
            "\"id\":\"r1\"",
            "\"at\":\"2026-11-22T17:00:00.123Z\"",
            "\"answered_by\":\"tiny\"",
            "\"runner_up\":\"tiny\"",
            "\"web_query\":0.2",
            "\"first_token_seconds\":null",
            "\"total_seconds\":1.5",
            "\"nanos\":12000",
            "\"bytes\":42")) {
      assertThat(json).contains(name);
    }
  }
}
