package sarai.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sarai.engine.SpeechModel.Segment;
import sarai.pool.ModelPool;

/// Listens: sounds in, what was said out. Thread-safe; blocks until all is heard.
@FunctionalInterface
public interface Hearing {
  /// What was said in each of `sounds`.
  ///
  /// @param waiting hears why a speech model is not there yet
  /// @param partial told each segment as it is known
  Heard hear(
      List<Path> sounds, Wish wish, ModelPool.WaitListener waiting, Consumer<Segment> partial)
      throws AnswerException, InterruptedException;

  /// What the asker knows beforehand. Immutable.
  ///
  /// @param model the only one that may listen; null takes the first that can
  /// @param language ISO 639-1; null to detect it
  /// @param prompt text in the style and with the names that are to be expected; null when none
  record Wish(@Nullable String model, @Nullable String language, @Nullable String prompt) {
    /// Nothing is known.
    public static final Wish NONE = new Wish(null, null, null);

    /// Only the language is known, or not even that.
    public static Wish in(@Nullable String language) {
      return new Wish(null, language, null);
    }
  }
}
