package sarai.engine.whisper;

import org.jspecify.annotations.Nullable;

/// How one span is computed. Immutable.
///
/// @param language ISO 639-1 code of what is spoken; `auto` finds it
/// @param audioContext encoder positions of 20 ms that are needed, at most 1500; 0 is all of them.
///   A library may compute some more
/// @param oneSegment do not look for more after the last time that was told
/// @param beams of the search; 1 is greedy
/// @param temperatureStep how much warmer the next try is after a bad one; 0 never tries again
/// @param prompt the text before; null when none
public record Decoding(
    String language,
    int audioContext,
    boolean oneSegment,
    int beams,
    float temperatureStep,
    @Nullable String prompt) {
  private static final int BEAMS = 5;
  private static final float STEP = 0.2f;

  /// A span of known language over its own length, as our workers compute it.
  public static Decoding of(int samples, String language) {
    return new Decoding(
        language, AudioContext.of(samples), AudioContext.isShort(samples), BEAMS, STEP, null);
  }

  /// The whole window, as the library computes it by itself.
  public Decoding whole() {
    return new Decoding(language, 0, false, beams, temperatureStep, prompt);
  }

  public Decoding withBeams(int count) {
    return new Decoding(language, audioContext, oneSegment, count, temperatureStep, prompt);
  }

  Decoding withPrompt(@Nullable String before) {
    return new Decoding(language, audioContext, oneSegment, beams, temperatureStep, before);
  }

  Decoding once() {
    return new Decoding(language, audioContext, oneSegment, beams, 0, prompt);
  }

  /// What is left of a span, computed alike.
  Decoding over(int samples) {
    boolean all = audioContext == 0;
    return new Decoding(
        language,
        all ? 0 : AudioContext.of(samples),
        !all && AudioContext.isShort(samples),
        beams,
        temperatureStep,
        null);
  }

  Decoding in(String other) {
    return new Decoding(other, audioContext, oneSegment, beams, temperatureStep, prompt);
  }
}
