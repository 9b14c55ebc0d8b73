package sarai.emotion;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Trains the weights of [EmotionReader] from the folder of public sets: AdaGrad on the softmax's
/// cross entropy, then one temperature fitted on the development part. Deterministic.
public final class EmotionTrainer {
  /// The files that the folder of sets holds.
  public static final List<String> SETS =
      List.of(
          "goemotions-labels.txt",
          "goemotions-train.tsv",
          "goemotions-dev.tsv",
          "goemotions-test.tsv",
          "xed-es.tsv",
          "xed-en.tsv");

  private static final int EPOCHS = 6;
  private static final float RATE = 0.25f;
  private static final float DECAY = 1e-6f;
  private static final long SEED = 7;
  private static final int LABELS = Feeling.values().length;

  private final float[][] weights = new float[LABELS][Features.BUCKETS];
  private final float[][] squares = new float[LABELS][Features.BUCKETS];
  private final float[] bias = new float[LABELS];

  private EmotionTrainer() {}

  /// Reads the sets in `data`, writes the weights to `weights` and the model card to `card`.
  ///
  /// @return the card's text
  /// @throws IOException when a set is missing or malformed, or a file cannot be written
  public static String train(Path data, Path weights, Path card) throws IOException {
    Features features = new Features(EmotionReader.lexicon());
    Corpus corpus = Corpus.read(data, features);
    Weights trained = new EmotionTrainer().fit(corpus);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(weights))) {
      trained.write(out);
    }
    String text = card(corpus, trained);
    Files.writeString(card, text);
    return text;
  }

  private Weights fit(Corpus corpus) {
    List<Sample> samples = new ArrayList<>(corpus.train());
    Random random = new Random(SEED);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Collections.shuffle(samples, random);
      samples.forEach(this::step);
    }
    Weights rough = Weights.quantised(weights, bias, 1);
    return rough.withTemperature(temperature(rough, corpus.dev()));
  }

  private void step(Sample sample) {
    Sparse text = sample.features();
    double[] scores = new double[LABELS];
    for (int label = 0; label < LABELS; label++) {
      scores[label] = bias[label];
      for (int i = 0; i < text.size(); i++) {
        scores[label] += weights[label][text.bucket(i)] * text.value(i);
      }
    }
    double[] probabilities = Weights.softmax(scores);
    double share = 1.0 / sample.labels().size();
    for (Feeling feeling : Feeling.values()) {
      int label = feeling.index();
      double target = sample.labels().contains(feeling) ? share : 0;
      float slope = (float) ((probabilities[label] - target) * sample.weight());
      bias[label] -= 0.01f * slope;
      for (int i = 0; i < text.size(); i++) {
        descend(label, text.bucket(i), slope * text.value(i));
      }
    }
  }

  private void descend(int label, int bucket, float slope) {
    float step = slope + DECAY * weights[label][bucket];
    squares[label][bucket] += step * step;
    weights[label][bucket] -= RATE * step / (float) Math.sqrt(squares[label][bucket] + 1e-6f);
  }

  /// The temperature of least cross entropy among 0.5, 0.55, … 4.
  private static float temperature(Weights weights, List<Sample> dev) {
    float best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int step = 10; step <= 80; step++) {
      float candidate = step / 20f;
      double loss = Scorecard.loss(weights.withTemperature(candidate), dev);
      if (loss < least) {
        least = loss;
        best = candidate;
      }
    }
    return best;
  }

  private static String card(Corpus corpus, Weights weights) {
    StringBuilder text = new StringBuilder();
    text.append("# Emotion of texts, Spanish and English\n\n");
    text.append(
        "Linear softmax over 2^17 hashed buckets (words 1-2, characters 3-5, emoji, marks,\n");
    text.append("lexicon), one byte a weight. ");
    text.append(
        String.format(
            Locale.ROOT,
            "Trained on %,d texts, temperature %.2f fitted on %,d.%n%n",
            corpus.train().size(),
            weights.temperature(),
            corpus.dev().size()));
    for (String language : List.of("en", "es")) {
      List<Sample> test =
          corpus.test().stream().filter(one -> one.language().equals(language)).toList();
      text.append(new Scorecard(weights, test).text(language));
    }
    text.append(
        """
        Held-out parts: GoEmotions' own test split and a tenth of XED (blocks of 50 lines, seeded).
        F1 and ECE are over texts with exactly one of our labels. XED's Spanish labels were projected
        from aligned English subtitles: they say what the English line was marked with, seen without
        its scene, so the Spanish figures measure agreement with noisy labels more than with readers.
        XED has no neutral class; anticipation and trust stand in for it. Soft evidence, no diagnosis.
        """);
    return text.toString();
  }
}
