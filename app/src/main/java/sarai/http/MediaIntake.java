package sarai.http;

import org.jspecify.annotations.Nullable;
import sarai.agent.AnswerException;
import sarai.chat.MediaRef;

/// Takes in the media that a request carries or names, spooled and checked.
public interface MediaIntake {
  /// What a part is said to hold; the bytes decide whether it does.
  enum Kind {
    IMAGE,
    AUDIO,
    VIDEO
  }

  /// @param reference a data URL, bare base64, or an allowed address
  /// @param format what the client calls it, such as `wav`; null when not told
  MediaRef take(Kind kind, String reference, @Nullable String format)
      throws AnswerException, InterruptedException;
}
