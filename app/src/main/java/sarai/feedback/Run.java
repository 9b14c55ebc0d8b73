package sarai.feedback;

import org.jspecify.annotations.Nullable;

/// A run with what it is purged by. Immutable.
///
/// @param session the conversation; null when the request stood alone
/// @param user the person; null when not told
/// @param bodies what was asked and answered; stored only when the store was told to
public record Run(
    RunRecord record, @Nullable String session, @Nullable String user, @Nullable Bodies bodies) {
  /// The words of a turn.
  public record Bodies(String question, String answer) {}
}
