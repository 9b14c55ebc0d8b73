package sarai.route;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A sentence with what a person says of it. Labels are 0, ½ or 1 and independent.
///
/// @param theme the author's theme; a theme is wholly in training or wholly in the test part
/// @param pair names two or more paraphrases of each other; null for a sentence alone
public record LabelledSentence(
    Language language,
    double hard,
    double soft,
    double webQuery,
    Kind kind,
    String theme,
    @Nullable String pair,
    String text) {

  /// How a sentence was meant to test the router.
  public enum Kind {
    PLAIN,
    /// Its words point to another route than its meaning.
    TRAP,
    /// Written with mistakes.
    TYPO,
    /// Spanish and English in one sentence.
    SWITCH,
    /// More than one label holds.
    MIXED;

    /// The name used in the TSV.
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public double label(Intent intent) {
    return switch (intent) {
      case HARD -> hard;
      case SOFT -> soft;
      case WEB_QUERY -> webQuery;
    };
  }

  /// The route it should take when it comes as text: half labels count as 0.
  public Route expected() {
    if (webQuery == 1) {
      return new Route.Rag();
    }
    if (hard == 1) {
      return new Route.Expert();
    }
    return soft == 1 ? new Route.Empathy() : new Route.Tiny();
  }
}
