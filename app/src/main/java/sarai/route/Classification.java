package sarai.route;

/// What `classify` finds out about a text.
///
/// @param familiarity share of its three-letter sequences that the training has seen, in [0, 1];
///   low means the scores are a guess
public record Classification(Scores scores, Language language, double familiarity) {}
