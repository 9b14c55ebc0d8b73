package sarai.feedback;

import org.jspecify.annotations.Nullable;

/// A run with what it is purged by. Immutable.
///
/// @param session the conversation; null when the request stood alone
/// @param user the person; null when not told
/// @param bodies what was asked and answered; stored only when the store was told to
/// @param features what the router saw of the question, hashed and out of order, and by which
///   scheme, for `sarai learn`; null when it saw nothing or too much
public record Run(
    RunRecord record,
    @Nullable String session,
    @Nullable String user,
    @Nullable Bodies bodies,
    @Nullable String features) {
  Run withoutBodies() {
    return new Run(record, session, user, null, features);
  }

  /// The words of a turn.
  public record Bodies(String question, String answer) {}
}
