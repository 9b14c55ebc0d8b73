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
}
