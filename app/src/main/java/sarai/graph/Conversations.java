package sarai.graph;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sarai.feedback.Scope;
import sarai.route.Session;

/// What is remembered of each conversation for its next turn. The one that was silent longest is
/// forgotten when there are too many. Thread-safe.
final class Conversations {
  private static final int MOST = 1000;

  @GuardedBy("this")
  private final Map<String, Last> known = new LinkedHashMap<>(16, 0.75f, true);

  /// The last turn of a conversation.
  ///
  /// @param routing what routing remembers
  /// @param user who asked; null when not told
  /// @param words what was asked; cut to [#MOST_CHARACTERS], which is enough to see it asked again
  record Last(Session routing, String runId, @Nullable String user, String words) {
    static final int MOST_CHARACTERS = 2000;

    Last {
      words = words.substring(0, Math.min(words.length(), MOST_CHARACTERS));
    }
  }

  /// @return null for a new conversation, and for a request that stands alone
  synchronized @Nullable Last last(@Nullable String session) {
    return session == null ? null : known.get(session);
  }

  Session routing(@Nullable String session) {
    Last last = last(session);
    return last == null ? Session.NEW : last.routing();
  }

  synchronized void remember(@Nullable String session, Last last) {
    if (session == null) {
      return;
    }
    known.put(session, last);
    if (known.size() > MOST) {
      known.remove(known.keySet().iterator().next());
    }
  }

  synchronized void forget(Scope scope) {
    known.entrySet().removeIf(it -> scope.holds(it.getKey(), it.getValue().user()));
  }
}
