package sarai.engine.whisper;

import java.util.List;
import java.util.stream.Collectors;
import sarai.engine.SpeechModel.Segment;

/// What was read of a span before any search. Immutable.
///
/// @param language ISO 639-1 code, told or found
/// @param segments what was said, from the beginning of the span
/// @param meanLogProbability mean natural logarithm of the probabilities of the text's tokens; NaN
///   when there is no text, or it broke off
record Reading(String language, List<Segment> segments, double meanLogProbability) {
  /// Mean log probability from which the words are as good as a search's (ADR 0118).
  private static final double SURE = -0.25;

  Reading {
    segments = List.copyOf(segments);
  }

  /// The language alone.
  static Reading unread(String language) {
    return new Reading(language, List.of(), Double.NaN);
  }

  /// Whether a search would find nothing better. Words said over and over are sure of themselves
  /// too.
  boolean isSure() {
    String text = segments.stream().map(Segment::text).collect(Collectors.joining());
    return meanLogProbability >= SURE && RepetitionGuard.clean(text).equals(text.strip());
  }
}
