package sarai.cache;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/// What makes two visual questions the same. Immutable.
///
/// @param owner whose answer it is; it is never shown to anybody else
/// @param model digest of all that tells who answers: id, weights, limits
/// @param media content hashes in the order they were sent
/// @param prompt normalised by [#of]
/// @param context digest of everything else that shapes the answer: parameters such as temperature
///   and seed, most tokens, which part of a clip, other turns
public record VisionKey(
    String owner, String model, List<String> media, String prompt, String context) {
  public VisionKey {
    media = List.copyOf(media);
  }

  /// The key of a question whose words are compared without regard to blanks around and between
  /// them, to the form of their accents, or to case.
  public static VisionKey of(
      String owner, String model, List<String> media, String prompt, String context) {
    String composed = Normalizer.normalize(prompt, Normalizer.Form.NFC);
    String normal = composed.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    return new VisionKey(owner, model, media, normal, context);
  }
}
