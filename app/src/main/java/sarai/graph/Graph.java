package sarai.graph;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A directed graph of steps over an immutable state. Built once, then run any number of times at
/// once: a graph is immutable and holds no state of a run.
///
/// A step takes the state and gives the next one; it may block. After each node comes one edge: to
/// another node, to a choice among several, or to the end. Nodes are objects, so an edge cannot
/// name one that is not there.
///
/// @param <S> the state; a record, handed on by reference and never copied
/// @param <X> what a step may fail with
public final class Graph<S extends Record, X extends Exception> {
  /// What a node does.
  @FunctionalInterface
  public interface Step<S, X extends Exception> {
    S apply(S state) throws X, InterruptedException;
  }

  /// What happens instead when a step fails or takes too long.
  @FunctionalInterface
  public interface Fallback<S, X extends Exception> {
    /// @param error what the step failed with; null when it took too long
    S apply(S state, @Nullable X error) throws X, InterruptedException;
  }

  /// How a node's work ended.
  public enum Outcome {
    DONE,
    FELL_BACK,
    TIMED_OUT,
    FAILED
  }

  /// Follows a run, on the run's own thread.
  public interface Listener {
    Listener NONE = new Listener() {};

    default void entered(String node) {}

    /// @param nanos time spent in the node
    default void left(String node, long nanos, Outcome outcome) {}
  }

  /// One place of the graph.
  public static final class Node<S extends Record, X extends Exception> {
    private final String name;
    private final Step<S, X> step;
    private final @Nullable Duration limit;
    private final @Nullable Fallback<S, X> fallback;
    private @Nullable Edge<S, X> edge;

    private Node(
        String name, Step<S, X> step, @Nullable Duration limit, @Nullable Fallback<S, X> fallback) {
      this.name = name;
      this.step = step;
      this.limit = limit;
      this.fallback = fallback;
    }

    public String name() {
      return name;
    }
  }

  private sealed interface Edge<S extends Record, X extends Exception> {
    record To<S extends Record, X extends Exception>(@Nullable Node<S, X> target)
        implements Edge<S, X> {}

    record Choice<S extends Record, X extends Exception>(
        Function<S, String> label, Map<String, Node<S, X>> targets) implements Edge<S, X> {}
  }

  private final List<Node<S, X>> nodes;
  private final Node<S, X> first;
  private final LongSupplier nanoClock;
  private final Class<X> failure;

  private Graph(Builder<S, X> builder, Node<S, X> first, LongSupplier nanoClock) {
    this.nodes = List.copyOf(builder.nodes);
    this.first = first;
    this.nanoClock = nanoClock;
    this.failure = builder.failure;
  }

  /// @param failure the type of what a step may fail with
  public static <S extends Record, X extends Exception> Builder<S, X> builder(Class<X> failure) {
    return new Builder<>(failure);
  }

  /// Runs from the first node to the end.
  ///
  /// @throws X as thrown by the step that failed without a fallback
  /// @throws InterruptedException when the run's thread is interrupted
  public S run(S initial, Listener listener) throws X, InterruptedException {
    S state = initial;
    Node<S, X> node = first;
    while (node != null) {
      state = visit(node, state, listener);
      node = next(node, state);
    }
    return state;
  }

  private S visit(Node<S, X> node, S state, Listener listener) throws X, InterruptedException {
    listener.entered(node.name);
    long began = nanoClock.getAsLong();
    Outcome outcome = Outcome.FAILED;
    try {
      S changed =
          node.limit == null ? node.step.apply(state) : withLimit(node.step, node.limit, state);
      outcome = Outcome.DONE;
      return changed;
    } catch (TimeoutException _) {
      outcome = Outcome.TIMED_OUT;
      return fallBack(node, state, null);
    } catch (Exception e) { // X cannot be caught by its name: what is no X goes on as it came
      if (!failure.isInstance(e) || node.fallback == null) {
        throw e;
      }
      S changed = fallBack(node, state, failure.cast(e));
      outcome = Outcome.FELL_BACK;
      return changed;
    } finally {
      listener.left(node.name, nanoClock.getAsLong() - began, outcome);
    }
  }

  private static <S extends Record, X extends Exception> S fallBack(
      Node<S, X> node, S state, @Nullable X error) throws X, InterruptedException {
    if (node.fallback == null) {
      throw new IllegalStateException(node.name + " has a time limit and no fallback");
    }
    return node.fallback.apply(state, error);
  }

  private S withLimit(Step<S, X> step, Duration limit, S state)
      throws X, InterruptedException, TimeoutException {
    FutureTask<S> task = new FutureTask<>(() -> step.apply(state));
    Thread worker = Thread.ofVirtual().name("graph-step").start(task);
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (failure.isInstance(e.getCause())) {
        throw failure.cast(e.getCause());
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      worker.interrupt();
    }
  }

  private static <S extends Record, X extends Exception> @Nullable Node<S, X> next(
      Node<S, X> node, S state) {
    return switch (node.edge) {
      case Edge.To<S, X> to -> to.target();
      case Edge.Choice<S, X> choice -> {
        String label = choice.label().apply(state);
        Node<S, X> target = choice.targets().get(label);
        if (target == null) {
          throw new IllegalStateException(node.name + " has no edge '" + label + "'");
        }
        yield target;
      }
      case null -> null;
    };
  }

  /// The graph in Mermaid's notation.
  public String mermaid() {
    StringBuilder text = new StringBuilder("flowchart TD\n");
    text.append("  START([START]) --> ").append(first.name).append('\n');
    for (Node<S, X> node : nodes) {
      switch (node.edge) {
        case Edge.To<S, X> to when to.target() != null -> arrow(text, node, null, to.target().name);
        case Edge.Choice<S, X> choice ->
            choice.targets().forEach((label, target) -> arrow(text, node, label, target.name));
        case Edge.To<S, X> _ -> arrow(text, node, null, "END([END])");
        case null -> arrow(text, node, null, "END([END])");
      }
    }
    return text.toString();
  }

  private static void arrow(
      StringBuilder text, Node<?, ?> from, @Nullable String label, String target) {
    text.append("  ").append(from.name).append(" -->");
    if (label != null) {
      text.append('|').append(label).append('|');
    }
    text.append(' ').append(target).append('\n');
  }

  /// Puts a graph together. Not thread-safe.
  public static final class Builder<S extends Record, X extends Exception> {
    private final Class<X> failure;
    private final List<Node<S, X>> nodes = new ArrayList<>();

    private Builder(Class<X> failure) {
      this.failure = failure;
    }

    public Node<S, X> node(String name, Step<S, X> step) {
      return add(new Node<>(name, step, null, null));
    }

    /// A node that falls back when its step fails.
    public Node<S, X> node(String name, Step<S, X> step, Fallback<S, X> fallback) {
      return add(new Node<>(name, step, null, fallback));
    }

    /// A node that falls back when its step fails or takes longer than `limit`.
    public Node<S, X> node(String name, Duration limit, Step<S, X> step, Fallback<S, X> fallback) {
      return add(new Node<>(name, step, limit, fallback));
    }

    private Node<S, X> add(Node<S, X> node) {
      if (nodes.stream().anyMatch(other -> other.name.equals(node.name))) {
        throw new IllegalArgumentException("there are two nodes '" + node.name + "'");
      }
      nodes.add(node);
      return node;
    }

    public Builder<S, X> edge(Node<S, X> from, Node<S, X> to) {
      return connect(from, new Edge.To<>(to));
    }

    public Builder<S, X> end(Node<S, X> from) {
      return connect(from, new Edge.To<>(null));
    }

    /// After `from`, goes where `choice` says. Every constant of `labels` must have its target.
    public <L extends Enum<L>> Builder<S, X> choice(
        Node<S, X> from, Class<L> labels, Function<S, L> choice, Map<L, Node<S, X>> targets) {
      Map<String, Node<S, X>> byName = new LinkedHashMap<>();
      for (L label : labels.getEnumConstants()) {
        Node<S, X> target = targets.get(label);
        if (target == null) {
          throw new IllegalArgumentException(from.name + " leads nowhere for " + label);
        }
        byName.put(nameOf(label), target);
      }
      return connect(from, new Edge.Choice<>(state -> nameOf(choice.apply(state)), byName));
    }

    private static String nameOf(Enum<?> label) {
      return label.name().toLowerCase(java.util.Locale.ROOT);
    }

    private Builder<S, X> connect(Node<S, X> from, Edge<S, X> edge) {
      if (from.edge != null) {
        throw new IllegalArgumentException(from.name + " has an edge already");
      }
      from.edge = edge;
      return this;
    }

    /// @throws IllegalArgumentException when a node leads nowhere or cannot be reached
    public Graph<S, X> build(Node<S, X> first, LongSupplier nanoClock) {
      List<Node<S, X>> reached = new ArrayList<>(List.of(first));
      for (int i = 0; i < reached.size(); i++) {
        for (Node<S, X> target : targets(reached.get(i))) {
          if (!reached.contains(target)) {
            reached.add(target);
          }
        }
      }
      nodes.stream()
          .filter(node -> !reached.contains(node))
          .findFirst()
          .ifPresent(node -> {
            throw new IllegalArgumentException(node.name + " cannot be reached");
          });
      return new Graph<>(this, first, nanoClock);
    }

    private List<Node<S, X>> targets(Node<S, X> node) {
      return switch (node.edge) {
        case Edge.To<S, X> to -> to.target() == null ? List.of() : List.of(to.target());
        case Edge.Choice<S, X> choice -> List.copyOf(choice.targets().values());
        case null -> throw new IllegalArgumentException(node.name + " leads nowhere");
      };
    }
  }
}
