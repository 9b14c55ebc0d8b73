package sarai.engine.speech;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sarai.engine.SpeechModel.Segment;
import sarai.media.VoiceActivity.Reason;

/// What was said in a sound. Times are whole milliseconds. Immutable.
///
/// @param language ISO 639-1; null when nothing was said
/// @param seconds length of the sound
/// @param segments in order; none ends after the next begins
/// @param reason why there is no text; null when there is
public record Transcription(
    @Nullable String language, double seconds, List<Segment> segments, @Nullable Reason reason) {
  public Transcription {
    segments = List.copyOf(segments);
  }

  public String text() {
    return segments.stream().map(Segment::text).collect(Collectors.joining(" "));
  }
}
