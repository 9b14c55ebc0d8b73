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

  /// The shortest input that whisper.cpp accepts and does not compute: 10 mel frames.
  int NOTHING = 1760;

  /// Finds the language, and reads the most probable words where the library can tell how probable
  /// they are.
  ///
  /// @param languages that may be spoken; a single one is told
  Reading read(Decoding how, Languages languages, float[] samples) throws IOException;

  /// Searches `samples` for words; what it heard is told until the next call.
  void compute(Decoding how, float[] samples) throws IOException;

  /// Segments that were heard.
  int count();

  /// One of them, from the beginning of the samples.
  Segment segment(int index);

  /// All of them.
  default List<Segment> segments() {
    return IntStream.range(0, count()).mapToObj(this::segment).toList();
  }

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
