package sarai.engine.whisper;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The languages that a model may hear. Whisper takes short Spanish for Galician or Portuguese and
/// short English for Welsh: one that is not allowed stands for its nearest allowed neighbour.
record Languages(List<String> allowed) {
  private static final Set<String> IBERIAN =
      Set.of("es", "gl", "ca", "pt", "it", "eu", "oc", "la", "fr", "ro");

  Languages {
    allowed = List.copyOf(allowed);
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
