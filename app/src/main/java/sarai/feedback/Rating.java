package sarai.feedback;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a person, or what they did next, says of a run. Evidence, not a label. Immutable.
///
/// @param reason in their words
/// @param text the edited answer; stored only when bodies are
public record Rating(
    String runId, Kind kind, @Nullable String reason, @Nullable String text, Instant at) {
  public enum Kind {
    UP,
    DOWN,
    REGENERATE,
    EDIT,
    /// The same question again in other words.
    REASK
  }

  Rating withoutText() {
    return new Rating(runId, kind, reason, null, at);
  }
}
