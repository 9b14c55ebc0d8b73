package sarai.feedback;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Keeps runs and ratings in memory, for tests of what writes and reads them. Thread-safe.
public final class MemoryFeedback implements FeedbackStore {
  private final boolean storeBodies;

  @GuardedBy("this")
  private final Map<String, Run> runs = new LinkedHashMap<>();

  @GuardedBy("this")
  private final List<RatedRun> ratings = new ArrayList<>();

  public MemoryFeedback(boolean storeBodies) {
    this.storeBodies = storeBodies;
  }

  @Override
  public synchronized void add(Run run) {
    Run kept = storeBodies ? run : run.withoutBodies();
    runs.put(run.record().id(), kept);
    if (runs.size() > RUNS) {
      runs.remove(runs.keySet().iterator().next());
    }
  }

  @Override
  public boolean keepsRuns() {
    return true;
  }

  @Override
  public synchronized boolean rate(Rating rating) {
    Run run = runs.get(rating.runId());
    if (run == null) {
      return false;
    }
    ratings.add(new RatedRun(storeBodies ? rating : rating.withoutText(), run));
    if (ratings.size() > RUNS) {
      ratings.removeFirst();
    }
    return true;
  }

  @Override
  public synchronized Optional<RunRecord> run(String id) {
    return Optional.ofNullable(runs.get(id)).map(Run::record);
  }

  @Override
  public synchronized List<Run> runs() {
    return List.copyOf(runs.values());
  }

  @Override
  public synchronized List<RatedRun> ratings() {
    return List.copyOf(ratings);
  }

  @Override
  public synchronized void export(Appendable out) throws IOException {
    FeedbackJson.export(out, runs.values(), ratings);
  }

  @Override
  public synchronized int purge(Scope scope) {
    Predicate<Run> meant =
        switch (scope) {
          case Scope.Everything ignored -> run -> true;
          case Scope.Session(String session) -> run -> session.equals(run.session());
          case Scope.User(String user) -> run -> user.equals(run.user());
        };
    int before = runs.size() + ratings.size();
    runs.values().removeIf(meant);
    ratings.removeIf(rated -> meant.test(rated.run()));
    return before - runs.size() - ratings.size();
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void close() {}
}
