package sarai.media;

import java.util.Locale;

/// A sound that cannot be used as it is; the message carries the figures. Trying again cannot help.
public final class AudioException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Problem problem;

  AudioException(Problem problem, String message) {
    super(message);
    this.problem = problem;
  }

  /// What is wrong with it.
  public enum Problem {
    /// Not one of the containers that we open.
    UNKNOWN_FORMAT,
    /// A container without sound, such as a silent film.
    NO_AUDIO_TRACK,
    /// It ends before it should, or its content is broken.
    DAMAGED,
    /// It holds no samples.
    EMPTY,
    TOO_LARGE,
    TOO_LONG,
    /// Decoding took longer than it may.
    TOO_SLOW,
    /// The program that decodes this format is not there.
    NO_DECODER
  }

  public Problem problem() {
    return problem;
  }

  /// A stable name of the problem for programs, such as `sound_no_audio_track`.
  public String code() {
    return "sound_" + problem.name().toLowerCase(Locale.ROOT);
  }
}
