package sarai.route;

/// How much one feature moved a score.
///
/// @param feature a word, a pair of words, or a mark such as `class now` or `code marks`
/// @param logit what it added to the logit; negative spoke against
public record Contribution(String feature, double logit) {}
