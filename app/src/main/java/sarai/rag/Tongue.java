package sarai.rag;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A language that questions are searched, ranked and answered in.
public enum Tongue {
  ES(Locale.of("es", "ES")),
  EN(Locale.US);

  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
  private static final Pattern SPANISH_MARKS = Pattern.compile("[ñÑ¿¡áéíóúÁÉÍÓÚ]");

  /// Frequent words that the other language does not have.
  private static final Set<String> SPANISH =
      Set.of(
          "el",
          "la",
          "los",
          "las",
          "un",
          "una",
          "de",
          "del",
          "al",
          "que",
          "qué",
          "cual",
          "cuál",
          "quien",
          "quién",
          "cuando",
          "cuándo",
          "donde",
          "dónde",
          "como",
          "cómo",
          "cuanto",
          "cuánto",
          "cuanta",
          "cuesta",
          "es",
          "son",
          "está",
          "esta",
          "hay",
          "hoy",
          "ahora",
          "y",
          "o",
          "en",
          "con",
          "por",
          "para",
          "mi",
          "tu",
          "su",
          "se",
          "lo",
          "le",
          "fue",
          "era",
          "ha",
          "han",
          "hace",
          "tiempo",
          "precio",
          "último",
          "ultima",
          "última",
          "ultimo",
          "dime",
          "busca",
          "noticias");

  private static final Set<String> ENGLISH =
      Set.of(
          "the", "a", "an", "of", "is", "are", "was", "were", "what", "which", "who", "when",
          "where", "how", "much", "many", "do", "does", "did", "in", "on", "at", "for", "to", "and",
          "or", "with", "my", "your", "its", "this", "that", "there", "today", "now", "latest",
          "price", "weather", "news", "find", "search", "tell");

  private final Locale locale;

  Tongue(Locale locale) {
    this.locale = locale;
  }

  Locale locale() {
    return locale;
  }

  /// ISO 639-1, as SearXNG's `language` takes it.
  String code() {
    return locale.getLanguage();
  }

  /// The likelier of the two; English when nothing tells them apart.
  static Tongue of(String text) {
    int spanish = SPANISH_MARKS.matcher(text).find() ? 1 : 0;
    int english = 0;
    for (String word : NO_LETTERS.split(text.toLowerCase(Locale.ROOT))) {
      spanish += SPANISH.contains(word) ? 1 : 0;
      english += ENGLISH.contains(word) ? 1 : 0;
    }
    return spanish > english ? ES : EN;
  }
}
