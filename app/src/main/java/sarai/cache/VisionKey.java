package sarai.cache;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/// What makes two visual questions the same. Immutable.
///
/// @param user whose answer it is; an answer is never shown to anybody else
/// @param model id of the model, with whatever tells its weights apart
/// @param media content hashes in the order they were sent
/// @param prompt normalised by [#of]
/// @param parameters everything else that shapes the answer: temperature, seed, most tokens, fps,
///   earlier turns
public record VisionKey(
    String user, String model, List<String> media, String prompt, String parameters) {
  public VisionKey {
    media = List.copyOf(media);
  }

  /// The key of a question whose words are compared without regard to blanks around and between
  /// them, to the form of their accents, or to case.
  public static VisionKey of(
      String user, String model, List<String> media, String prompt, String parameters) {
    String composed = Normalizer.normalize(prompt, Normalizer.Form.NFC);
    String normal = composed.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    return new VisionKey(user, model, media, normal, parameters);
  }

  /// The same question about other media.
  boolean differsOnlyInMedia(VisionKey other) {
    return user.equals(other.user)
        && model.equals(other.model)
        && prompt.equals(other.prompt)
        && parameters.equals(other.parameters)
        && media.size() == other.media.size();
  }
}
