package sarai.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A model that writes down what is said.
public interface SpeechModel extends RunningModel {
  /// Transcribes one span of at most 30 s.
  ///
  /// @param span what to listen to
  /// @param partial told each segment as it is known, on the caller's thread
  Transcript transcribe(Span span, Consumer<Segment> partial)
      throws EngineException, InterruptedException;

  /// @param pcm file of 16 kHz mono little-endian 32-bit floats
  /// @param fromSample first sample
  /// @param toSample one past the last
  /// @param language ISO 639-1, or null to detect it
  /// @param prompt text that came before; null when none
  record Span(
      Path pcm,
      long fromSample,
      long toSample,
      @Nullable String language,
      @Nullable String prompt) {}

  /// @param startSeconds from the beginning of the span's file
  record Segment(double startSeconds, double endSeconds, String text) {}

  /// @param language what was heard or given
  record Transcript(String language, List<Segment> segments) {
    public Transcript {
      segments = List.copyOf(segments);
    }
  }
}
