package sarai.graph;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.ChatSink;

/// One run: who hears it, and what is noted of it. Used by the run's thread.
final class Run implements Graph.Listener, ChatSink {
  /// @param nanos time spent in the node
  record Visit(String node, long nanos, Graph.Outcome outcome) {}

  private final String id;
  private final ChatSink listener;
  private final Instant at;
  private final LongSupplier nanoClock;
  private final long began;
  private final List<Visit> visits = new ArrayList<>();
  private final List<String> evicted = new ArrayList<>();
  private long firstPieceNanos;
  private @Nullable String answering;
  private @Nullable Turn latest;

  /// @param at when the request came
  Run(String id, ChatSink listener, Instant at, LongSupplier nanoClock) {
    this.id = id;
    this.listener = listener;
    this.at = at;
    this.nanoClock = nanoClock;
    this.began = nanoClock.getAsLong();
  }

  String id() {
    return id;
  }

  Instant at() {
    return at;
  }

  List<Visit> visits() {
    return List.copyOf(visits);
  }

  /// Models that had to leave memory for this run.
  List<String> evicted() {
    return List.copyOf(evicted);
  }

  /// Notes how far the run has come.
  Turn reached(Turn turn) {
    latest = turn;
    return turn;
  }

  /// The last state that was reached; null when there was none.
  @Nullable Turn latest() {
    return latest;
  }

  /// Who answers; null before the first piece.
  @Nullable String answering() {
    return answering;
  }

  /// From the request to the first piece of the answer; null before it.
  @Nullable Double firstPieceSeconds() {
    return firstPieceNanos == 0 ? null : firstPieceNanos / 1e9;
  }

  double seconds() {
    return (nanoClock.getAsLong() - began) / 1e9;
  }

  @Override
  public void accept(ChatEvent event) throws IOException {
    if (event instanceof ChatEvent.Answering next) {
      answering = next.model();
      if (firstPieceNanos == 0) {
        firstPieceNanos = Math.max(1, nanoClock.getAsLong() - began);
      }
    }
    if (event instanceof ChatEvent.Evicted left) {
      evicted.addAll(left.models());
    }
    listener.accept(event);
  }

  @Override
  public void entered(String node) {
    try {
      listener.accept(new ChatEvent.Progress.Node(node));
    } catch (IOException _) {
      // Nobody listens any more: the run ends at its next wait.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void left(String node, long nanos, Graph.Outcome outcome) {
    visits.add(new Visit(node, nanos, outcome));
  }
}
