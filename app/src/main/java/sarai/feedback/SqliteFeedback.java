package sarai.feedback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/// Runs and ratings in one SQLite file. One thread owns the connection and does all the work in
/// order, so that readers see every earlier write; the file is opened by the first of them.
/// Thread-safe.
public final class SqliteFeedback implements FeedbackStore {
  private static final System.Logger LOG = System.getLogger(SqliteFeedback.class.getName());
  private static final int QUEUE = 1024;

  private final Path file;
  private final boolean storeBodies;
  private final AtomicLong dropped = new AtomicLong();
  private final ThreadPoolExecutor owner =
      new ThreadPoolExecutor(
          0,
          1,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          Thread.ofPlatform().name("feedback").factory());

  /// Used by the owner's thread only, and by [#close] after it has ended.
  private @Nullable Handle opened;

  /// @param file the database; made when it is not there
  /// @param storeBodies whether what was asked and answered is kept too
  public SqliteFeedback(Path file, boolean storeBodies) {
    this.file = file;
    this.storeBodies = storeBodies;
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Handle handle) throws IOException;
  }

  @Override
  public void add(Run run) {
    Run kept = storeBodies ? run : run.withoutBodies();
    try {
      owner.execute(() -> write(kept));
    } catch (RejectedExecutionException e) {
      lost("queue of " + QUEUE + " is full or the store is closed");
    }
  }

  private void lost(String why) {
    dropped.incrementAndGet();
    LOG.log(System.Logger.Level.WARNING, "A run record was dropped: {0}", why);
  }

  private void write(Run run) {
    try {
      handle().useTransaction(handle -> insert(handle, run));
    } catch (IOException | JdbiException e) {
      lost(file + " cannot be written: " + e.getMessage());
    }
  }

  private static void insert(Handle handle, Run run) {
    handle
        .createUpdate(
            "INSERT OR REPLACE INTO runs (id, session, user, run) VALUES (:id, :session, :user,"
                + " :run)")
        .bind("id", run.record().id())
        .bind("session", run.session())
        .bind("user", run.user())
        .bind("run", FeedbackJson.text(run))
        .execute();
    handle
        .createUpdate(
            "DELETE FROM runs WHERE n < (SELECT n FROM runs ORDER BY n DESC LIMIT 1 OFFSET :kept)")
        .bind("kept", RUNS - 1)
        .execute();
  }

  @Override
  public boolean keepsRuns() {
    return true;
  }

  @Override
  public boolean rate(Rating rating) throws IOException, InterruptedException {
    Rating kept = storeBodies ? rating : rating.withoutText();
    return ask(handle ->
        handle
                .createUpdate(
                    """
                    INSERT INTO ratings (run_id, at, kind, reason, text, session, user, run)
                    SELECT id, :at, :kind, :reason, :text, session, user, run
                    FROM runs WHERE id = :id\
                    """)
                .bind("id", kept.runId())
                .bind("at", kept.at().toString())
                .bind("kind", kept.kind().name())
                .bind("reason", kept.reason())
                .bind("text", kept.text())
                .execute()
            == 1);
  }

  @Override
  public Optional<RunRecord> run(String id) throws IOException, InterruptedException {
    return ask(handle ->
        handle
            .createQuery("SELECT run FROM runs WHERE id = :id")
            .bind("id", id)
            .mapTo(String.class)
            .findOne()
            .map(text -> FeedbackJson.run(text).record()));
  }

  @Override
  public List<Run> runs() throws IOException, InterruptedException {
    return ask(SqliteFeedback::allRuns);
  }

  private static List<Run> allRuns(Handle handle) {
    return handle
        .createQuery("SELECT run FROM runs ORDER BY n")
        .mapTo(String.class)
        .map(FeedbackJson::run)
        .list();
  }

  @Override
  public List<RatedRun> ratings() throws IOException, InterruptedException {
    return ask(SqliteFeedback::allRatings);
  }

  private static List<RatedRun> allRatings(Handle handle) {
    return handle
        .createQuery("SELECT * FROM ratings ORDER BY n")
        .map((row, context) -> rated(row))
        .list();
  }

  private static RatedRun rated(ResultSet row) throws SQLException {
    Rating rating =
        new Rating(
            row.getString("run_id"),
            Rating.Kind.valueOf(row.getString("kind")),
            row.getString("reason"),
            row.getString("text"),
            Instant.parse(row.getString("at")));
    return new RatedRun(rating, FeedbackJson.run(row.getString("run")));
  }

  @Override
  public void export(Appendable out) throws IOException, InterruptedException {
    ask(handle -> {
      List<Run> runs = allRuns(handle);
      FeedbackJson.export(out, runs, allRatings(handle));
      return runs.size();
    });
  }

  /// Deleted pages are overwritten (`secure_delete`) and the log is emptied, so that nothing of
  /// what was purged stays in the files.
  @Override
  public int purge(Scope scope) throws IOException, InterruptedException {
    return ask(handle -> {
      int gone =
          switch (scope) {
            case Scope.Everything ignored -> delete(handle, "1 = 1", null);
            case Scope.Session(String session) -> delete(handle, "session = :who", session);
            case Scope.User(String user) -> delete(handle, "user = :who", user);
          };
      handle.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      return gone;
    });
  }

  private static int delete(Handle handle, String which, @Nullable String who) {
    int gone = 0;
    for (String table : List.of("runs", "ratings")) {
      try (var update = handle.createUpdate("DELETE FROM " + table + " WHERE " + which)) {
        gone += (who == null ? update : update.bind("who", who)).execute();
      }
    }
    return gone;
  }

  private <T> T ask(Work<T> work) throws IOException, InterruptedException {
    try {
      Future<T> answer = owner.submit(() -> work.on(handle()));
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException("The feedback store " + file + " failed: " + e.getCause(), e);
    } catch (RejectedExecutionException e) {
      throw new IOException("The feedback store " + file + " is busy or closed", e);
    }
  }

  private Handle handle() throws IOException {
    Handle handle = opened;
    if (handle == null) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      handle = Jdbi.create("jdbc:sqlite:" + file).open();
      try {
        Migrations.apply(handle);
      } catch (IOException | JdbiException e) {
        handle.close();
        throw e;
      }
      opened = handle;
    }
    return handle;
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    owner.shutdown();
    try {
      if (!owner.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "The feedback store did not finish within 10 s");
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
