package sarai.engine.whisper;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sarai.engine.SpeechModel.Segment;

/// What was heard in a span. Immutable.
///
/// @param language ISO 639-1 code, told or found
/// @param segments what was said, from the beginning of the span
/// @param meanLogProbability mean natural logarithm of the probabilities of the text's tokens; NaN
///   when there is no text, or they are not known
record Reading(String language, List<Segment> segments, double meanLogProbability) {
  /// Mean log probability from which the words are as good as a search's (ADR 0118).
  private static final double SURE = -0.25;

  Reading {
    segments = List.copyOf(segments);
  }

  /// The language alone.
  static Reading nothing(String language) {
    return new Reading(language, List.of(), Double.NaN);
  }

  /// Whether a search would find nothing better. Words said over and over are sure of themselves
  /// too.
  boolean isSure() {
    return meanLogProbability >= SURE && !repeats();
  }

  /// Whether words are said over and over.
  boolean repeats() {
    String text = segments.stream().map(Segment::text).collect(Collectors.joining());
    return !RepetitionGuard.clean(text).equals(text.strip());
  }

  /// @param start of what follows, in seconds from the beginning of this
  Reading followedBy(double start, Reading next) {
    Stream<Segment> moved =
        next.segments.stream()
            .map(it -> new Segment(start + it.startSeconds(), start + it.endSeconds(), it.text()));
    return new Reading(language, Stream.concat(segments.stream(), moved).toList(), Double.NaN);
  }
}
