package sarai.emotion;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/// Chooses what an answering model is told about tone. The text goes behind everything else in the
/// system context, so that the prefix before it stays the same from turn to turn. No instruction
/// asks for other facts, code or citations. Immutable, thread-safe.
public final class ToneInstructions {
  /// Calibrated confidence below which a reading changes nothing.
  static final double SURE = 0.45;

  private static final double PRESSING = 0.5;

  private final Properties spanish;
  private final Properties english;

  private ToneInstructions(Properties spanish, Properties english) {
    this.spanish = spanish;
    this.english = english;
  }

  public static ToneInstructions bundled() throws IOException {
    return new ToneInstructions(load("tone_es.properties"), load("tone_en.properties"));
  }

  private static Properties load(String name) throws IOException {
    Properties texts = new Properties();
    try (BufferedReader lines = Resources.lines(name)) {
      texts.load(lines);
    }
    return texts;
  }

  /// The instruction for an emotion; empty when nothing special is called for.
  ///
  /// @param language `es`, or anything else for English
  public Optional<String> choose(Emotion emotion, String language) {
    Properties texts = language.equals("es") ? spanish : english;
    String text =
        emotion.confidence() < SURE
            ? null
            : texts.getProperty(emotion.label().name().toLowerCase(Locale.ROOT));
    String pressing = emotion.urgency() >= PRESSING ? texts.getProperty("urgent") : null;
    if (text == null && pressing == null) {
      return Optional.empty();
    }
    String both = text == null ? pressing : pressing == null ? text : text + " " + pressing;
    return Optional.of(both + " " + texts.getProperty("always"));
  }
}
