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
  /// @param language ISO 639-1, or null to detect it
  /// @param waiting hears why a speech model is not there yet
  /// @param partial told each segment as it is known
  Heard hear(
      List<Path> sounds,
      @Nullable String language,
      ModelPool.WaitListener waiting,
      Consumer<Segment> partial)
      throws AnswerException, InterruptedException;
}
