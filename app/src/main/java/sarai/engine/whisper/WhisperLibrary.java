package sarai.engine.whisper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import sarai.engine.SpeechModel.Segment;

/// Whisper with one model in memory. Used by one thread. Only workers and benchmarks load one: it
/// runs native code in the process that does.
public sealed interface WhisperLibrary extends AutoCloseable permits BundledLibrary, OnnxLibrary {
  /// What computes, the first that is there and takes the model.
  enum Kind {
    ONNX,
    WHISPER_CPP
  }

  /// @param threads of its computations
  /// @throws IOException when the library or the model does not load
  static WhisperLibrary open(Kind kind, Path model, int threads) throws IOException {
    return switch (kind) {
      case ONNX -> OnnxLibrary.open(model, threads);
      case WHISPER_CPP -> BundledLibrary.open(model, threads);
    };
  }

  /// What it calls itself, for people.
  String version();

  /// Writes down what is said.
  ///
  /// @param languages that may be spoken; a single one is told
  Reading hear(Decoding how, Languages languages, float[] samples) throws IOException;

  /// Searches for words as it is told, whether greedy ones would be sure or not. [#hear] is what
  /// workers do.
  List<Segment> search(Decoding how, float[] samples) throws IOException;

  @Override
  void close() throws IOException;
}
