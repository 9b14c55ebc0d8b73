package sarai.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Trains [Weights] from labelled sentences, in minutes and always alike for the same seed.
///
/// Each epoch sees each sentence once, often with typos, inside politeness, or joined with another
/// of the same labels; and drops a part of the features, so that no single word decides.
public final class Trainer {
  private static final List<String> OPENINGS_ES =
      List.of(
          "Hola, ", "Oye, ", "Por favor, ", "Buenas, ", "Una pregunta: ", "Disculpa, ", "che, ");
  private static final List<String> OPENINGS_EN =
      List.of("Hi, ", "Hey, ", "Please ", "Hello! ", "Quick question: ", "Excuse me, ", "ok so ");
  private static final List<String> CLOSINGS_ES =
      List.of(" por favor", " gracias", ", porfa", " ¿me ayudas?", ", ¿sabes?");
  private static final List<String> CLOSINGS_EN =
      List.of(" please", " thanks", ", thank you", " can you help?", ", you know");

  /// What is added to the logit of each score that routes: the mission's thresholds ask for more
  /// certainty than is right most often (ADR 0113).
  private static final double LEAN = 0.5;

  /// Folds of themes for cross-validation.
  public static final int FOLDS = 5;

  private static final int CALIBRATION_FOLDS = 3;

  private final Lexicon lexicon = Lexicon.load();
  private final Recipe recipe;

  /// How to train.
  ///
  /// @param models how many are trained, of which the mean is taken
  /// @param dropout share of n-grams left out of each step
  /// @param markDropout share of marks left out
  public record Recipe(
      int models,
      int epochs,
      double rate,
      double l2,
      double dropout,
      double markDropout,
      long seed) {
    public static final Recipe DEFAULT = new Recipe(4, 10, 0.15, 1e-5, 0.5, 0.15, 20261122);
  }

  /// Trains on the shipped training part and writes `router.bin` and its card `router.json`.
  ///
  /// @param arguments the folder to write to
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    LabelledSet set = LabelledSet.load();
    set.check();
    Weights weights = new Trainer(Recipe.DEFAULT).train(set.training(), CALIBRATION_FOLDS);
    Files.write(folder.resolve("router.bin"), weights.toBytes());
    Files.writeString(folder.resolve("router.json"), ModelCard.of(set, weights).toJson());
  }

  public Trainer(Recipe recipe) {
    this.recipe = recipe;
  }

  /// Trains on all the sentences; calibrates on models that did not see the sentence.
  public Weights train(List<LabelledSentence> sentences, int folds) {
    List<HeldOut> heldOut = heldOutLogits(sentences, mixedFolds(folds));
    double[][] calibration = calibrate(heldOut);
    Vocabulary vocabulary = Vocabulary.of(sentences, lexicon);
    List<Learner> learners = fitAll(sentences, features(vocabulary));
    return Learner.mean(learners, calibration, vocabulary);
  }

  /// Scores of every sentence from a model that has not seen its theme, calibrated on all of them
  /// together (two numbers for each score).
  public List<Scored> crossValidate(List<LabelledSentence> sentences, int folds) {
    List<HeldOut> heldOut = heldOutLogits(sentences, folds(sentences, folds));
    double[][] calibration = calibrate(heldOut);
    return heldOut.stream().map(it -> it.scored(calibration)).toList();
  }

  /// A sentence and the logits of a model that has not seen its theme.
  private static final class HeldOut {
    private final LabelledSentence sentence;
    private final double[] logits;

    HeldOut(LabelledSentence sentence, double[] logits) {
      this.sentence = sentence;
      this.logits = logits;
    }

    Scored scored(double[][] calibration) {
      return new Scored(
          sentence,
          new Scores(
              probability(calibration, 0),
              probability(calibration, 1),
              probability(calibration, 2)));
    }

    private double probability(double[][] calibration, int output) {
      double logit = calibration[output][0] * logits[output] + calibration[output][1];
      return 1 / (1 + Math.exp(-logit));
    }
  }

  private List<HeldOut> heldOutLogits(
      List<LabelledSentence> sentences, List<Predicate<LabelledSentence>> folds) {
    return folds.parallelStream().flatMap(inFold -> heldOut(sentences, inFold)).toList();
  }

  private Stream<HeldOut> heldOut(
      List<LabelledSentence> sentences, Predicate<LabelledSentence> inFold) {
    List<LabelledSentence> others = sentences.stream().filter(inFold.negate()).toList();
    Features features = features(Vocabulary.of(others, lexicon));
    Learner learner = fit(others, features, recipe.seed);
    return sentences.stream()
        .filter(inFold)
        .map(it -> new HeldOut(it, learner.logits(FeatureVector.of(features, it.text()))));
  }

  private Features features(Vocabulary vocabulary) {
    return new Features(lexicon, new Spelling(vocabulary.words()));
  }

  private static double[][] calibrate(List<HeldOut> heldOut) {
    double[][] calibration = new double[Weights.OUTPUTS][];
    for (int output = 0; output < Weights.OUTPUTS; output++) {
      List<Calibration.Point> points = new ArrayList<>();
      for (HeldOut it : heldOut) {
        double label = label(it.sentence, output);
        if (label != 0.5) {
          points.add(new Calibration.Point(it.logits[output], label));
        }
      }
      calibration[output] = Calibration.fit(points);
      calibration[output][1] += output == Weights.SPANISH ? 0 : LEAN;
    }
    return calibration;
  }

  private static List<Predicate<LabelledSentence>> folds(
      List<LabelledSentence> sentences, int count) {
    List<String> themes =
        new ArrayList<>(new TreeSet<>(sentences.stream().map(LabelledSentence::theme).toList()));
    Collections.shuffle(themes, new Random(7));
    List<Predicate<LabelledSentence>> folds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int fold = i;
      folds.add(it -> themes.indexOf(it.theme()) % count == fold);
    }
    return folds;
  }

  /// Folds that cut through themes; paraphrases stay together.
  private static List<Predicate<LabelledSentence>> mixedFolds(int count) {
    List<Predicate<LabelledSentence>> folds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int fold = i;
      folds.add(it ->
          Hash.bucket(Hash.of(Objects.requireNonNullElse(it.pair(), it.text())), 1 << 20) % count
              == fold);
    }
    return folds;
  }

  /// Learners that differ only in what chance showed them.
  private List<Learner> fitAll(List<LabelledSentence> sentences, Features features) {
    return IntStream.range(0, recipe.models)
        .parallel()
        .mapToObj(i -> fit(sentences, features, recipe.seed + i))
        .toList();
  }

  private Learner fit(List<LabelledSentence> sentences, Features features, long seed) {
    Random random = new Random(seed);
    Learner learner = Learner.fresh(seed);
    Model.Step step = new Model.Step((float) recipe.rate, (float) recipe.l2, 1);
    List<LabelledSentence> order = new ArrayList<>(sentences);
    for (int epoch = 0; epoch < recipe.epochs; epoch++) {
      Collections.shuffle(order, random);
      for (int i = 0; i < order.size(); i++) {
        LabelledSentence other = order.get((i + 1) % order.size());
        String text = vary(order.get(i), other, random);
        FeatureVector seen =
            FeatureVector.of(features, text).without(recipe.dropout, recipe.markDropout, random);
        learner.learn(seen, labels(order.get(i)), step);
      }
    }
    return learner;
  }

  private static double[] labels(LabelledSentence sentence) {
    return IntStream.range(0, Weights.OUTPUTS).mapToDouble(it -> label(sentence, it)).toArray();
  }

  private static double label(LabelledSentence sentence, int output) {
    return switch (output) {
      case 0 -> sentence.hard();
      case 1 -> sentence.soft();
      case 2 -> sentence.webQuery();
      default -> sentence.language() == Language.ES ? 1 : 0;
    };
  }

  private static String vary(LabelledSentence sentence, LabelledSentence other, Random random) {
    String text = sentence.text();
    boolean spanish = sentence.language() == Language.ES;
    if (random.nextDouble() < 0.15 && sameLabels(sentence, other)) {
      text = text + ". " + other.text();
    }
    if (random.nextDouble() < 0.15) {
      text = pick(spanish ? OPENINGS_ES : OPENINGS_EN, random) + text;
    }
    if (random.nextDouble() < 0.1) {
      text = text + pick(spanish ? CLOSINGS_ES : CLOSINGS_EN, random);
    }
    return random.nextDouble() < 0.85 ? Noise.TYPOS.apply(text, random) : text;
  }

  private static boolean sameLabels(LabelledSentence one, LabelledSentence other) {
    return one.language() == other.language()
        && one.hard() == other.hard()
        && one.soft() == other.soft()
        && one.webQuery() == other.webQuery();
  }

  private static String pick(List<String> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
