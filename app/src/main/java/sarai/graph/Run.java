package sarai.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sarai.chat.ChatEvent;
import sarai.chat.ChatSink;

/// One run: who hears it, and what is noted of it. Used by the run's thread.
final class Run implements Graph.Listener {
  /// @param nanos time spent in the node
  record Visit(String node, long nanos, Graph.Outcome outcome) {}

  private final String id;
  private final ChatSink sink;
  private final List<Visit> visits = new ArrayList<>();

  Run(String id, ChatSink sink) {
    this.id = id;
    this.sink = sink;
  }

  String id() {
    return id;
  }

  ChatSink sink() {
    return sink;
  }

  List<Visit> visits() {
    return List.copyOf(visits);
  }

  @Override
  public void entered(String node) {
    try {
      sink.accept(new ChatEvent.Progress.Node(node));
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
