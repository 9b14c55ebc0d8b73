package sarai.engine.whisper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.engine.SpeechModel.Segment;

/// whisper.cpp with one model in memory. Used by one thread. Only workers and benchmarks load one:
/// it runs native code in the process that does.
public sealed interface WhisperLibrary extends AutoCloseable
    permits BundledLibrary, InstalledLibrary {
  /// @param place an installed library; null takes the one that comes with this program
  /// @throws IOException when the library or the model does not load
  static WhisperLibrary open(Path model, @Nullable LibraryPlace place) throws IOException {
    return place == null ? BundledLibrary.open(model) : InstalledLibrary.open(model, place);
  }

  /// What it calls itself, for people.
  String version();

  /// Computes `samples`; what it heard is told until the next call.
  void compute(Decoding how, float[] samples) throws IOException;

  /// What was heard, from the beginning of the samples.
  List<Segment> segments();

  /// The language that was found; null when none was looked for.
  @Nullable String language();

  @Override
  void close();
}
