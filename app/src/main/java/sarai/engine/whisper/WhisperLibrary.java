package sarai.engine.whisper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
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

  /// Segments that were heard.
  int count();

  /// One of them, from the beginning of the samples.
  Segment segment(int index);

  /// All of them.
  default List<Segment> segments() {
    return IntStream.range(0, count()).mapToObj(this::segment).toList();
  }

  /// Whether it tells how probable the words are.
  boolean tellsProbability();

  /// Mean natural logarithm of the probabilities of the text's tokens; NaN when there is no text or
  /// the library does not tell.
  double meanLogProbability();

  /// The language that was found; null when none was looked for.
  @Nullable String language();

  @Override
  void close();

  /// @param code what the library answered
  /// @throws IOException unless it is 0
  static void check(int code, float[] samples) throws IOException {
    if (code != 0) {
      throw new IOException(
          "whisper.cpp failed with code " + code + " on " + samples.length + " samples");
    }
  }
}
