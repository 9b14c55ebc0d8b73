package sarai.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.engine.speech.Transcription;
import sarai.media.VoiceActivity;
import sarai.media.VoiceProsody;

/// What was heard in the sounds of a question. Immutable.
///
/// @param model who wrote the speech down; null when there was none to write down
/// @param transcriptions one for each sound, in order
/// @param prosody how it was said; null when it was not measured
/// @param failures who was to listen before, and why they did not
public record Heard(
    @Nullable String model,
    List<Transcription> transcriptions,
    @Nullable VoiceProsody prosody,
    List<Answer.Failure> failures) {
  public Heard {
    transcriptions = List.copyOf(transcriptions);
    failures = List.copyOf(failures);
  }

  /// Everything that was said; blank when nothing was.
  public String text() {
    return String.join(" ", texts()).strip();
  }

  /// What was said in each sound, in order; blank where nothing was.
  public List<String> texts() {
    return transcriptions.stream().map(Transcription::text).toList();
  }

  /// ISO 639-1; null when nothing was said.
  public @Nullable String language() {
    for (Transcription each : transcriptions) {
      if (each.language() != null) {
        return each.language();
      }
    }
    return null;
  }

  /// Why nothing was said; null when something was.
  public VoiceActivity.@Nullable Reason silence() {
    return text().isEmpty() && !transcriptions.isEmpty()
        ? transcriptions.getFirst().reason()
        : null;
  }
}
