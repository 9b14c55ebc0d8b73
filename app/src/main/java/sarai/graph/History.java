package sarai.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatRequest;
import sarai.feedback.FeedbackStore;
import sarai.feedback.Rating;
import sarai.feedback.Reask;
import sarai.feedback.Run.Bodies;
import sarai.route.RoutePolicy;
import sarai.route.Session;

/// Keeps what happened: the record of each run, the last turn of each conversation, and questions
/// that were asked again. Nothing here fails a request or makes it wait. Thread-safe.
final class History {
  private static final System.Logger LOG = System.getLogger("sarai.graph");

  private final FeedbackStore store;
  private final Conversations conversations;
  private final RoutePolicy policy;
  private final InstantSource clock;

  History(
      FeedbackStore store, Conversations conversations, RoutePolicy policy, InstantSource clock) {
    this.store = store;
    this.conversations = conversations;
    this.policy = policy;
    this.clock = clock;
  }

  /// The `feedback` node: notes a question asked again, and the turn for those that follow it.
  Turn remember(Turn turn) {
    if (turn.answer() != null) {
      remember(turn.run(), turn);
    }
    return turn;
  }

  /// Writes a run down that has ended.
  ///
  /// @param failure what it failed with, for people; null when it did not
  void ended(Run run, @Nullable String failure) {
    Turn turn = run.latest();
    if (turn == null) {
      return;
    }
    ChatRequest request = turn.request();
    String text = turn.answer() == null ? "" : turn.answer().text();
    store.add(
        new sarai.feedback.Run(
            Records.of(run, turn, failure),
            request.session(),
            request.user(),
            new Bodies(turn.words(), text),
            turn.found() == null ? null : policy.lesson(turn.words()).encoded()));
  }

  private void remember(Run run, Turn turn) {
    String session = turn.request().session();
    Session routing = conversations.routing(session);
    Conversations.Last last = conversations.last(session);
    Conversations.Last next =
        new Conversations.Last(
            turn.isFixed() ? routing : routing.after(turn.decided(), turn.words()),
            run.id(),
            turn.request().user(),
            turn.words());
    if (last != null && !turn.inToolLoop() && Reask.rephrases(last.words(), next.words())) {
      Thread.ofVirtual().name("reask").start(() -> reasked(last.runId()));
    }
    conversations.remember(session, next);
  }

  private void reasked(String runId) {
    try {
      store.rate(new Rating(runId, Rating.Kind.REASK, null, null, clock.instant()));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a repeated question was not noted", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
