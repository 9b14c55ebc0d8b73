package sarai.emotion;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Reads how a Spanish or English text seems to feel. Immutable, thread-safe; some 50 µs a
/// sentence.
public final class EmotionReader {
  private static final Pattern SHOUT =
      Pattern.compile("(?U)\\b\\p{Lu}{4,}\\b|!{2,}|(\\p{L})\\1{3,}");
  private static final double SHOUTED = 0.1;

  private final Features features;
  private final Weights weights;

  EmotionReader(Features features, Weights weights) {
    this.features = features;
    this.weights = weights;
  }

  /// With the weights that ship.
  public static EmotionReader bundled() throws IOException {
    try (InputStream in = Resources.open("weights.bin")) {
      return new EmotionReader(new Features(lexicon()), Weights.read(in));
    }
  }

  /// With weights that [EmotionTrainer] wrote.
  public static EmotionReader from(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return new EmotionReader(new Features(lexicon()), Weights.read(in));
    }
  }

  /// The file of the weights that ship.
  public static byte[] bundledWeights() throws IOException {
    try (InputStream in = Resources.open("weights.bin")) {
      return in.readAllBytes();
    }
  }

  static Lexicon lexicon() throws IOException {
    try (BufferedReader lines = Resources.lines("lexicon.txt")) {
      return Lexicon.read(lines);
    }
  }

  /// Valence and arousal are the feelings' own, weighted by the calibrated probabilities; shouting
  /// (capitals, `!!`, stretched letters) adds 0.1 to arousal. Urgency is 0.6·(1 − 2⁻ʰ) for h
  /// different pressing words plus the distress: 0.4 · arousal · 2 · (0.5 − valence) where valence
  /// is low.
  public Emotion read(String text) {
    if (text.isBlank()) {
      return Emotion.NEUTRAL;
    }
    double[] probabilities = weights.probabilities(features.of(text));
    double valence = 0;
    double arousal = SHOUT.matcher(text).find() ? SHOUTED : 0;
    Feeling label = Feeling.NEUTRAL;
    for (Feeling feeling : Feeling.values()) {
      double probability = probabilities[feeling.index()];
      valence += probability * feeling.valence();
      arousal += probability * feeling.arousal();
      label = probability > probabilities[label.index()] ? feeling : label;
    }
    arousal = Math.min(1, arousal);
    double pressing = 0.6 * (1 - Math.pow(2, -features.urgent(text)));
    double urgency = Math.min(1, pressing + Emotion.distress(valence, arousal));
    return new Emotion(label, valence, arousal, urgency, probabilities[label.index()]);
  }
}
