package sarai.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GraphTest {
  /// The words so far.
  record State(String words) {
    State and(String more) {
      return new State(words + more);
    }
  }

  private enum Turn {
    LEFT,
    RIGHT
  }

  private final Graph.Builder<State, IOException> flow = Graph.builder(IOException.class);

  @Test
  void aFallbackTakesTheFailuresPlaceAndTheTraceSaysSo() throws Exception {
    var first =
        flow.node(
            "first",
            _ -> {
              throw new IOException("broken");
            },
            (state, error) -> state.and(error == null ? "?" : String.valueOf(error.getMessage())));
    flow.end(first);
    List<String> trace = new ArrayList<>();
    State end = flow.build(first, System::nanoTime).run(new State(""), tracing(trace));
    assertThat(end.words()).isEqualTo("broken");
    assertThat(trace).containsExactly("first FELL_BACK");
  }

  @Test
  void aFailureWithoutAFallbackLeavesTheGraph() {
    var first =
        flow.node(
            "first",
            _ -> {
              throw new IOException("broken");
            });
    flow.end(first);
    var graph = flow.build(first, System::nanoTime);
    assertThatThrownBy(() -> graph.run(new State(""), Graph.Listener.NONE))
        .isInstanceOf(IOException.class)
        .hasMessage("broken");
  }

  @Test
  void aStepThatTakesTooLongIsInterruptedAndReplaced() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    var slow =
        flow.node(
            "slow",
            Duration.ofMillis(20),
            state -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
              return state;
            },
            (state, error) -> state.and(error == null ? "late" : "?"));
    flow.end(slow);
    List<String> trace = new ArrayList<>();
    State end = flow.build(slow, System::nanoTime).run(new State(""), tracing(trace));
    assertThat(end.words()).isEqualTo("late");
    assertThat(trace).containsExactly("slow TIMED_OUT");
    interrupted.await();
  }

  @Test
  void choiceFollowsItsLabelAndTheDrawingShowsEveryEdge() throws Exception {
    var start = flow.node("start", state -> state);
    var left = flow.node("left", state -> state.and("l"));
    var right = flow.node("right", state -> state.and("r"));
    flow.choice(
            start,
            Turn.class,
            state -> state.words().isEmpty() ? Turn.LEFT : Turn.RIGHT,
            Map.of(Turn.LEFT, left, Turn.RIGHT, right))
        .end(left)
        .end(right);
    var graph = flow.build(start, System::nanoTime);
    assertThat(graph.run(new State(""), Graph.Listener.NONE).words()).isEqualTo("l");
    assertThat(graph.run(new State("x"), Graph.Listener.NONE).words()).isEqualTo("xr");
    assertThat(graph.mermaid())
        .contains("start -->|left| left", "start -->|right| right", "left --> END([END])");
  }

  @Test
  void aNodeThatNobodyLeadsToIsRefused() {
    var first = flow.node("first", state -> state);
    flow.end(first).end(flow.node("island", state -> state));
    assertThatThrownBy(() -> flow.build(first, System::nanoTime))
        .hasMessage("island cannot be reached");
  }

  @Test
  void aNodeThatLeadsNowhereIsRefused() {
    var first = flow.node("first", state -> state);
    assertThatThrownBy(() -> flow.build(first, System::nanoTime)).hasMessage("first leads nowhere");
  }

  @Test
  void aLabelWithoutATargetIsRefused() {
    var first = flow.node("first", state -> state);
    assertThatThrownBy(
            () -> flow.choice(first, Turn.class, _ -> Turn.LEFT, Map.of(Turn.LEFT, first)))
        .hasMessage("first leads nowhere for RIGHT");
  }

  private static Graph.Listener tracing(List<String> trace) {
    return new Graph.Listener() {
      @Override
      public void left(String node, long nanos, Graph.Outcome outcome) {
        trace.add(node + " " + outcome);
      }
    };
  }
}
