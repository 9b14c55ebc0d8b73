package sarai.engine.speech;

import java.util.function.Consumer;
import sarai.engine.EngineException;
import sarai.engine.SpeechModel;

/// Something that writes down one span: a [SpeechModel], or one with another behind it.
@FunctionalInterface
public interface Recogniser {
  /// @see SpeechModel#transcribe
  SpeechModel.Transcript transcribe(SpeechModel.Span span, Consumer<SpeechModel.Segment> partial)
      throws EngineException, InterruptedException;

  /// This one, and `other` for the spans that it fails. Segments that it told before it failed may
  /// be told again.
  default Recogniser orElse(Recogniser other) {
    return (span, partial) -> {
      try {
        return transcribe(span, partial);
      } catch (EngineException e) {
        return other.transcribe(span, partial);
      }
    };
  }
}
