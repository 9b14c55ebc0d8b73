package sarai.feedback;

import java.util.List;
import java.util.Optional;

/// Keeps nothing, for `feedback.enabled: false`.
public final class NoFeedback implements FeedbackStore {
  @Override
  public void add(Run run) {}

  @Override
  public boolean keepsRuns() {
    return false;
  }

  @Override
  public boolean rate(Rating rating) {
    return false;
  }

  @Override
  public Optional<RunRecord> run(String id) {
    return Optional.empty();
  }

  @Override
  public List<Run> runs() {
    return List.of();
  }

  @Override
  public List<RatedRun> ratings() {
    return List.of();
  }

  @Override
  public void export(Appendable out) {}

  @Override
  public int purge(Scope scope) {
    return 0;
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void close() {}
}
