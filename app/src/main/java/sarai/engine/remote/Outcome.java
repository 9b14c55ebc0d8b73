package sarai.engine.remote;

import java.time.Duration;
import sarai.engine.EngineException;

/// How one try ended, before the first byte of an answer.
sealed interface Outcome {
  /// The endpoint began to answer.
  record Opened(LineReader lines) implements Outcome {}

  /// The endpoint works but will not answer this; another try cannot help.
  record Refused(EngineException why) implements Outcome {}

  /// The endpoint did not work.
  ///
  /// @param again whether another try may help
  /// @param retryAfter how long it asked to be left alone; zero when it did not
  record Failed(EngineException why, boolean again, Duration retryAfter) implements Outcome {}
}
