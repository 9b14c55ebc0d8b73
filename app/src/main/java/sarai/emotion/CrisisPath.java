package sarai.emotion;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fixed answer to words of somebody who may be in danger from themselves: no model is asked.
/// The phrases aim at precision; figures of speech and technical talk pass. Immutable, thread-safe.
public final class CrisisPath {
  /// Every phrase holds one of these; most texts hold none, and are done with.
  private static final List<String> CUES =
      List.of(
          "mori",
          "muert",
          "mata",
          "suicid",
          "vida",
          "vivi",
          "desaparecer",
          "cortarme",
          "dano",
          "autolesion",
          "sin mi",
          "despertara",
          "nacido",
          "myself",
          "life",
          "die",
          "dead",
          "live",
          "without me",
          "born");

  private final List<Pattern> phrases;
  private final String spanish;
  private final String english;

  /// @param spanish the answer in Spanish
  /// @param english the answer in English
  private CrisisPath(List<Pattern> phrases, String spanish, String english) {
    this.phrases = List.copyOf(phrases);
    this.spanish = spanish;
    this.english = english;
  }

  /// With the phrases and the answers that ship.
  public static CrisisPath bundled() throws IOException {
    List<Pattern> phrases = new ArrayList<>();
    try (BufferedReader lines = Resources.lines("crisis-phrases.txt")) {
      for (String line : lines.lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          phrases.add(Pattern.compile("(?<!\\p{L})(?:" + line.strip() + ")(?!\\p{L})"));
        }
      }
    }
    return new CrisisPath(phrases, text("crisis_es.txt"), text("crisis_en.txt"));
  }

  private static String text(String name) throws IOException {
    try (BufferedReader lines = Resources.lines(name)) {
      return String.join("\n", lines.lines().toList()).strip();
    }
  }

  /// The same phrases with an operator's own answers, which name the help of their place.
  ///
  /// @param ownSpanish null keeps the answer that ships; so does `ownEnglish`
  public CrisisPath withAnswers(@Nullable String ownSpanish, @Nullable String ownEnglish) {
    return new CrisisPath(
        phrases,
        Objects.requireNonNullElse(ownSpanish, spanish),
        Objects.requireNonNullElse(ownEnglish, english));
  }

  /// Whether the text holds crisis words.
  public boolean concerns(String text) {
    String folded = Words.fold(text).replaceAll("\\s+", " ");
    return CUES.stream().anyMatch(folded::contains) && found(folded);
  }

  private boolean found(String folded) {
    return phrases.stream().anyMatch(phrase -> phrase.matcher(folded).find());
  }

  /// The fixed answer, when the text holds crisis words.
  ///
  /// @param language `es`, or anything else for English
  public Optional<String> answer(String text, String language) {
    return concerns(text)
        ? Optional.of(language.equals("es") ? spanish : english)
        : Optional.empty();
  }
}
