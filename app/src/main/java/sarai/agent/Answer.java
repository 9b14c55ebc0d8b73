package sarai.agent;

import java.util.List;
import sarai.chat.Usage;

/// What came of a request. Immutable.
///
/// @param model who answered
/// @param text the whole answer
/// @param firstTokenNanos from the request to the answer's first piece
/// @param fallbacks who was tried before, and why they did not answer
/// @param kept whether it was given to the same question before, and no model was asked
public record Answer(
    String model,
    String text,
    String finishReason,
    Usage usage,
    long firstTokenNanos,
    List<Failure> fallbacks,
    boolean kept) {
  public Answer {
    fallbacks = List.copyOf(fallbacks);
  }

  /// An answer that was made for the request.
  public Answer(
      String model,
      String text,
      String finishReason,
      Usage usage,
      long firstTokenNanos,
      List<Failure> fallbacks) {
    this(model, text, finishReason, usage, firstTokenNanos, fallbacks, false);
  }

  /// The same answer, with others who were tried before.
  public Answer withFallbacks(List<Failure> tried) {
    return new Answer(model, text, finishReason, usage, firstTokenNanos, tried, kept);
  }

  /// @param error for people
  public record Failure(String model, String error) {}
}
