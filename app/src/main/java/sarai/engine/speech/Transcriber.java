package sarai.engine.speech;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sarai.engine.EngineException;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.SpeechModel.Span;
import sarai.engine.SpeechModel.Transcript;
import sarai.media.Sound;
import sarai.media.SpeechWalk;
import sarai.media.VoiceActivity;
import sarai.media.VoiceActivity.Stretch;

/// Writes down a sound of any length: finds the speech, hears it span by span, and joins what was
/// heard. Holds one span's text at a time beside the result. Used by one thread.
///
/// Spans do not overlap and are cut in pauses, so no sentence is lost or doubled at a join. The
/// language is found in the first span. No span is given the text before it: a model that reads
/// there what it hears again skips it (ADR 0063).
public final class Transcriber {
  private final Recogniser recogniser;
  private final @Nullable String language;
  private final @Nullable String prompt;

  /// @param language ISO 639-1, or null to detect it
  /// @param prompt what every span is given as the text before it; null when none
  public Transcriber(Recogniser recogniser, @Nullable String language, @Nullable String prompt) {
    this.recogniser = recogniser;
    this.language = language;
    this.prompt = prompt;
  }

  /// @param partial told each segment as soon as its span is heard
  /// @throws IOException when the spool file fails us
  public Transcription transcribe(Sound sound, Consumer<Segment> partial)
      throws EngineException, IOException, InterruptedException {
    Joiner joiner = new Joiner((double) sound.samples() / Sound.RATE, partial);
    SpeechWalk walk = new SpeechWalk(sound);
    for (List<Stretch> spans = walk.next(); spans != null; spans = walk.next()) {
      for (Stretch stretch : spans) {
        joiner.add(recogniser.transcribe(span(sound, stretch, joiner), segment -> {}));
      }
    }
    return joiner.result(walk.reason());
  }

  private Span span(Sound sound, Stretch stretch, Joiner joiner) {
    return new Span(sound.pcm(), stretch.from(), stretch.to(), joiner.language(), prompt);
  }

  /// A time that prints as it is meant: sums leave 7.619999999999999.
  private static double toMillis(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }

  /// Puts spans together so that times only grow.
  private final class Joiner {
    private final double seconds;
    private final Consumer<Segment> partial;
    private final List<Segment> segments = new ArrayList<>();
    private @Nullable String spoken = language;

    Joiner(double seconds, Consumer<Segment> partial) {
      this.seconds = toMillis(seconds);
      this.partial = partial;
    }

    @Nullable String language() {
      return spoken;
    }

    void add(Transcript heard) {
      for (Segment segment : heard.segments()) {
        double latest = Math.max(end(), seconds);
        double start = Math.clamp(toMillis(segment.startSeconds()), end(), latest);
        double stop = Math.clamp(toMillis(segment.endSeconds()), start, latest);
        segments.add(new Segment(start, stop, segment.text().strip()));
        partial.accept(segments.getLast());
      }
      if (spoken == null && !heard.segments().isEmpty()) {
        spoken = heard.language();
      }
    }

    Transcription result(VoiceActivity.@Nullable Reason reason) {
      boolean nothing = segments.isEmpty();
      VoiceActivity.Reason why = reason == null ? VoiceActivity.Reason.NOISE : reason;
      return new Transcription(nothing ? null : spoken, seconds, segments, nothing ? why : null);
    }

    private double end() {
      return segments.isEmpty() ? 0 : segments.getLast().endSeconds();
    }
  }
}
