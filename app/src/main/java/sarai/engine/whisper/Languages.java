package sarai.engine.whisper;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The languages that a model may hear. Whisper takes short Spanish for Galician or Portuguese and
/// short English for Welsh: where a library tells one that is not allowed, its nearest allowed
/// neighbour is meant.
record Languages(List<String> allowed) {
  private static final Set<String> IBERIAN =
      Set.of("es", "gl", "ca", "pt", "it", "eu", "oc", "la", "fr", "ro");

  /// ISO 639-1 codes, and a few others, of the languages of every multilingual Whisper model, in
  /// the order of their tokens, from `tokenizer.py` of openai/whisper.
  private static final List<String> OF_WHISPER =
      List.of(
          ("en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no"
                  + " th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn"
                  + " bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps"
                  + " tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su")
              .split(" "));

  Languages {
    allowed = List.copyOf(allowed);
  }

  /// @throws IOException when Whisper does not know one of them: the libraries would hear nonsense
  static Languages of(List<String> codes) throws IOException {
    for (String code : codes) {
      if (!knows(code)) {
        throw new IOException(unknown(code));
      }
    }
    return new Languages(codes);
  }

  static boolean knows(String code) {
    return OF_WHISPER.contains(code);
  }

  /// What is said of a code that Whisper does not know.
  static String unknown(String code) {
    return "whisper knows no language \"%s\": it takes codes such as es and en".formatted(code);
  }

  /// All that Whisper knows.
  static Languages all() {
    return new Languages(OF_WHISPER);
  }

  /// The place of a language's token among those of all languages.
  static int numberOf(String code) {
    return OF_WHISPER.indexOf(code);
  }

  String first() {
    return allowed.getFirst();
  }

  /// @param detected what whisper.cpp heard; null when it said nothing
  String nearest(@Nullable String detected) {
    if (detected == null || allowed.contains(detected)) {
      return detected == null ? first() : detected;
    }
    boolean iberian = IBERIAN.contains(detected);
    return allowed.stream()
        .filter(language -> IBERIAN.contains(language) == iberian)
        .findFirst()
        .orElse(first());
  }
}
