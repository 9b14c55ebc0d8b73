package sarai.emotion;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fixed answers to words of somebody who may be in danger from themselves, and to those that
/// tell of a medical emergency: no model is asked. The phrases aim at precision; figures of speech
/// and technical talk pass. Immutable, thread-safe.
public final class CrisisPath {
  /// Characters read from the beginning of a text, and as many from its end: more than a model with
  /// the standard context is sent.
  static final int REACH = 10_000;

  /// Every phrase holds one of these; most texts hold none, and are done with.
  private static final List<String> DANGER_CUES =
      List.of(
          "mori",
          "muert",
          "mata",
          "suicid",
          "viv",
          "tirarme",
          "lanzarme",
          "arrojarme",
          "saltar",
          "vida",
          "existir",
          "desaparecer",
          "cortarme",
          "dano",
          "autolesion",
          "sin mi",
          "despertara",
          "nacido",
          "self",
          "themselves",
          "jump",
          "end it all",
          "exist",
          "life",
          "die",
          "dead",
          "live",
          "without me",
          "born");

  private static final List<String> EMERGENCY_CUES =
      List.of(
          "pecho",
          "respira",
          "reacciona",
          "despierta",
          "ahogando",
          "garganta",
          "tom",
          "sobredosis",
          "esta dando un",
          "desangrando",
          "chest",
          "breath",
          "choking",
          "wake up",
          "unresponsive",
          "throat",
          "took",
          "taken",
          "swallowed",
          "overdose",
          "having a",
          "bleeding");

  private final Pattern quotations;
  private final Fixed danger;
  private final Fixed emergency;

  private CrisisPath(Pattern quotations, Fixed danger, Fixed emergency) {
    this.quotations = quotations;
    this.danger = danger;
    this.emergency = emergency;
  }

  /// With the phrases and the answers that ship.
  public static CrisisPath bundled() throws IOException {
    return new CrisisPath(
        pattern("crisis-quotations.txt"),
        Fixed.bundled("crisis", DANGER_CUES),
        Fixed.bundled("emergency", EMERGENCY_CUES));
  }

  /// The same phrases with an operator's own answers to danger from oneself, which name the help of
  /// their place.
  ///
  /// @param spanish null keeps the answer that ships; so does `english`
  public CrisisPath withAnswers(@Nullable String spanish, @Nullable String english) {
    return new CrisisPath(quotations, danger.with(spanish, english), emergency);
  }

  /// The same phrases with an operator's own answers to medical emergencies.
  ///
  /// @param spanish null keeps the answer that ships; so does `english`
  public CrisisPath withEmergencyAnswers(@Nullable String spanish, @Nullable String english) {
    return new CrisisPath(quotations, danger, emergency.with(spanish, english));
  }

  /// The fixed answer, when the text holds crisis words. Of a text of more than twice [#REACH]
  /// characters only the ends are read.
  ///
  /// @param language `es`, or anything else for English
  public Optional<String> answer(String text, String language) {
    String folded = Words.fold(ends(text)).replaceAll("\\s+", " ");
    if (quotations.matcher(folded).find()) {
      return Optional.empty();
    }
    return danger.answer(folded, language).or(() -> emergency.answer(folded, language));
  }

  /// One pattern of all lines: a text is searched once, and tried only where a word begins.
  private static Pattern pattern(String name) throws IOException {
    try (BufferedReader lines = Resources.lines(name)) {
      return lines
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(String::strip)
          .collect(
              collectingAndThen(joining("|", "(?<!\\p{L})(?:", ")(?!\\p{L})"), Pattern::compile));
    }
  }

  private static String ends(String text) {
    return text.length() <= 2 * REACH
        ? text
        : text.substring(0, REACH) + " … " + text.substring(text.length() - REACH);
  }

  /// Phrases with the one answer to all of them.
  private record Fixed(List<String> cues, Pattern phrases, String spanish, String english) {
    /// Reads `NAME-phrases.txt`, `NAME_es.txt` and `NAME_en.txt`.
    static Fixed bundled(String name, List<String> cues) throws IOException {
      return new Fixed(
          cues, pattern(name + "-phrases.txt"), text(name + "_es.txt"), text(name + "_en.txt"));
    }

    private static String text(String name) throws IOException {
      try (BufferedReader lines = Resources.lines(name)) {
        return String.join("\n", lines.lines().toList()).strip();
      }
    }

    Fixed with(@Nullable String ownSpanish, @Nullable String ownEnglish) {
      return new Fixed(
          cues,
          phrases,
          Objects.requireNonNullElse(ownSpanish, spanish),
          Objects.requireNonNullElse(ownEnglish, english));
    }

    Optional<String> answer(String folded, String language) {
      boolean said = cues.stream().anyMatch(folded::contains) && phrases.matcher(folded).find();
      return said ? Optional.of(language.equals("es") ? spanish : english) : Optional.empty();
    }
  }
}
