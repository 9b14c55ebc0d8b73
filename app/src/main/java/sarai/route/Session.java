package sarai.route;

import org.jspecify.annotations.Nullable;

/// What routing remembers of a conversation. Immutable.
///
/// @param route where the last text turn went; null at the beginning
/// @param model the id that it went to
/// @param kept turns in a row that stayed there against their own scores; results of tools are no
///   turns of their own
/// @param toolLoop the turn carries results of tools that the model asked for
/// @param code the last turn was about code
public record Session(
    @Nullable Route route, @Nullable String model, int kept, boolean toolLoop, boolean code) {
  public static final Session NEW = new Session(null, null, 0, false, false);

  /// The state after a decision. Pictures, sounds and forced models leave the topic as it was.
  public Session after(RouteDecision decision, String text) {
    return switch (decision.basis()) {
      case FORCED, MODALITY -> this;
      case STICKY -> new Session(decision.route(), decision.model(), kept + 1, false, code);
      case TOOL_LOOP -> new Session(decision.route(), decision.model(), kept, false, code);
      case SCORES, DEFAULT, UNFAMILIAR ->
          new Session(decision.route(), decision.model(), 0, false, looksLikeCode(text));
    };
  }

  public Session inToolLoop() {
    return new Session(route, model, kept, true, code);
  }

  private static boolean looksLikeCode(String text) {
    return text.contains("```")
        || text.lines().anyMatch(it -> it.strip().endsWith("{") || it.strip().endsWith(";"));
  }
}
