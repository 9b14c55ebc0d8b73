package sarai.emotion;

import java.util.Set;

/// A labelled text, as features.
///
/// @param language `es` or `en`
/// @param labels what it expresses; never empty
/// @param weight how often it counts
record Sample(String language, Sparse features, Set<Feeling> labels, float weight) {}
