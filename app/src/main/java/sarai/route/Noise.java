package sarai.route;

import java.text.Normalizer;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Ways in which people write the same sentence worse. Used to train and to measure robustness; the
/// same generator state gives the same noise.
public enum Noise {
  /// Accents, tildes and opening marks are left out.
  NO_ACCENTS,
  UPPER_CASE,
  LOWER_CASE,
  /// One letter in twenty is doubled, dropped, swapped with the next or replaced by another.
  TYPOS;

  private static final double TYPO_RATE = 0.05;

  public String apply(String text, RandomGenerator random) {
    return switch (this) {
      case NO_ACCENTS -> withoutAccents(text);
      case UPPER_CASE -> text.toUpperCase(Locale.ROOT);
      case LOWER_CASE -> text.toLowerCase(Locale.ROOT);
      case TYPOS -> withTypos(text, random);
    };
  }

  private static String withoutAccents(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("[\\p{M}¿¡]", "");
  }

  private static String withTypos(String text, RandomGenerator random) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean hit = Character.isLetter(c) && random.nextDouble() < TYPO_RATE;
      if (!hit) {
        out.append(c);
        continue;
      }
      switch (random.nextInt(4)) {
        case 0 -> out.append(c).append(c);
        case 1 -> {}
        case 2 -> {
          if (i + 1 < text.length()) {
            out.append(text.charAt(++i));
          }
          out.append(c);
        }
        default -> out.append((char) ('a' + random.nextInt(26)));
      }
    }
    return out.toString();
  }
}
