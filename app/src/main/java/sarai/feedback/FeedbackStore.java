package sarai.feedback;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Keeps the last [#RUNS] runs and every rating with a snapshot of its run. Thread-safe.
public interface FeedbackStore extends AutoCloseable {
  /// Runs kept.
  int RUNS = 1000;

  /// Keeps a run. Returns at once and never fails the request: what does not fit the queue is
  /// dropped and counted.
  void add(Run run);

  /// Whether runs are kept at all.
  boolean keepsRuns();

  /// Keeps a rating.
  ///
  /// @return false when the run is unknown
  /// @throws IOException when it cannot be stored
  boolean rate(Rating rating) throws IOException, InterruptedException;

  /// The run with this id, if it is still kept.
  Optional<RunRecord> run(String id) throws IOException, InterruptedException;

  /// The runs that are kept, oldest first.
  List<Run> runs() throws IOException, InterruptedException;

  /// Every rating with its run, oldest first.
  List<RatedRun> ratings() throws IOException, InterruptedException;

  /// Writes everything as JSON, one object a line: `{"type":"run"|"rating", …}`.
  void export(Appendable out) throws IOException, InterruptedException;

  /// Forgets runs, ratings and bodies.
  ///
  /// @return how many runs and ratings are gone
  int purge(Scope scope) throws IOException, InterruptedException;

  /// Runs that were lost to a full queue or a failing disk since the start.
  long dropped();

  /// Finishes what waits, then closes.
  @Override
  void close();

  /// A rating and the run as it was when it was rated.
  record RatedRun(Rating rating, Run run) {}
}
