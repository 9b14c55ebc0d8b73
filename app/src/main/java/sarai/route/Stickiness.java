package sarai.route;

import java.util.Set;

/// Keeps a conversation with its model: a switch costs a cold prompt cache and perhaps a load, and
/// "and in Rust?" belongs to the question before it. Immutable.
///
/// @param turns how many turns in a row may be kept against their own scores
record Stickiness(int turns) {
  /// How far above its threshold a score must lie to change the route at once.
  static final double CLEAR_RISE = 0.15;

  /// How far under all thresholds the scores must lie to fall back to tiny at once.
  static final double CLEAR_FALL = 0.55;

  private static final int SHORT = 4;

  private static final Set<String> OPENERS =
      Set.of(
          "y",
          "e",
          "o",
          "pero",
          "entonces",
          "tambien",
          "ahora",
          "hazlo",
          "ponlo",
          "eso",
          "ese",
          "esa",
          "otra",
          "otro",
          "por",
          "como",
          "and",
          "or",
          "but",
          "then",
          "so",
          "also",
          "now",
          "make",
          "it",
          "that",
          "this",
          "why",
          "how",
          "again",
          "continue",
          "sigue",
          "continua");

  /// Whether a turn stays where the last one went.
  boolean keeps(Session session, ScoreRules.Candidate byScores, String text) {
    Route last = session.route();
    if (last == null || session.kept() >= turns || last.equals(byScores.route())) {
      return false;
    }
    if (last instanceof Route.Vision || last instanceof Route.Audio) {
      return false;
    }
    return byScores.route() instanceof Route.Tiny
        ? fallsUnclearly(session, byScores, text)
        : !(last instanceof Route.Tiny) && byScores.margin() < CLEAR_RISE;
  }

  private static boolean fallsUnclearly(
      Session session, ScoreRules.Candidate byScores, String text) {
    String[] words = FoldedText.of(text).toString().strip().split(" ");
    boolean follows = OPENERS.contains(words[0]) && words.length <= 2 * SHORT;
    boolean code = session.code() && words.length <= 2 * SHORT;
    return follows || code || byScores.margin() < CLEAR_FALL;
  }
}
