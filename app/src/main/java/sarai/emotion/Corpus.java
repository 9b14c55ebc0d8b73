package sarai.emotion;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/// The labelled texts, split. XED has no label for love and thanks: in training, its lines of joy
/// or trust that hold such a word count as affection; its other parts stay as they are. GoEmotions
/// keeps its own split. XED has none: blocks of 50 lines are dealt 8:1:1 by a seed, so that
/// neighbouring lines of a film stay on one side; a text that was seen in training is left out of
/// the other parts.
record Corpus(List<Sample> train, List<Sample> dev, List<Sample> test) {
  private static final int BLOCK = 50;
  private static final long SEED = 20_261_122;
  private static final float OWN = 20;

  static Corpus read(Path folder, Features features) throws IOException {
    Builder builder = new Builder(features);
    builder.own();
    builder.requests();
    List<String> names = Files.readAllLines(folder.resolve("goemotions-labels.txt"));
    builder.goEmotions(folder.resolve("goemotions-train.tsv"), names, Part.TRAIN);
    builder.xed(folder.resolve("xed-es.tsv"), "es");
    builder.xed(folder.resolve("xed-en.tsv"), "en");
    builder.goEmotions(folder.resolve("goemotions-dev.tsv"), names, Part.DEV);
    builder.goEmotions(folder.resolve("goemotions-test.tsv"), names, Part.TEST);
    return builder.corpus;
  }

  private enum Part {
    TRAIN,
    DEV,
    TEST;

    List<Sample> of(Corpus corpus) {
      return switch (this) {
        case TRAIN -> corpus.train();
        case DEV -> corpus.dev();
        case TEST -> corpus.test();
      };
    }
  }

  private static final class Builder {
    private final Corpus corpus =
        new Corpus(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private final Set<String> trained = new HashSet<>();
    private final Features features;

    Builder(Features features) {
      this.features = features;
    }

    void own() throws IOException {
      try (BufferedReader lines = Resources.lines("own.tsv")) {
        for (String line : lines.lines().toList()) {
          String[] part = line.split("\t");
          Feeling label = Feeling.valueOf(part[0].toUpperCase(Locale.ROOT));
          add(part[1], part[2], EnumSet.of(label), OWN, Part.TRAIN);
        }
      }
    }

    /// What people plainly ask an assistant, a sample of the router's sentences for training: the
    /// public sets have none, and took a third of the Spanish ones for a feeling (ADR 0081).
    void requests() throws IOException {
      try (BufferedReader lines = Resources.lines("requests.tsv")) {
        for (String line : lines.lines().toList()) {
          String[] part = line.split("\t");
          add(part[0], part[1], EnumSet.of(Feeling.NEUTRAL), 1, Part.TRAIN);
        }
      }
    }

    void goEmotions(Path file, List<String> names, Part into) throws IOException {
      for (String line : Files.readAllLines(file)) {
        String[] part = line.split("\t");
        Set<Feeling> labels = EnumSet.noneOf(Feeling.class);
        for (String id : part[1].split(",")) {
          labels.add(goEmotion(names.get(Integer.parseInt(id))));
        }
        add("en", part[0], labels, 1, into);
      }
    }

    void xed(Path file, String language) throws IOException {
      Random random = new Random(SEED);
      int dealt = 0;
      int row = 0;
      for (String line : Files.readAllLines(file)) {
        if (row++ % BLOCK == 0) {
          dealt = random.nextInt(10);
        }
        String[] part = line.split("\t");
        if (part.length != 2) {
          continue;
        }
        Set<Feeling> labels = EnumSet.noneOf(Feeling.class);
        for (String id : part[1].split(",")) {
          labels.add(plutchik(Integer.parseInt(id.strip())));
        }
        if (dealt < 8) {
          affection(part[0], labels);
        }
        add(
            language,
            part[0],
            labels,
            1,
            dealt < 8 ? Part.TRAIN : dealt == 8 ? Part.DEV : Part.TEST);
      }
    }

    private void affection(String text, Set<Feeling> labels) {
      boolean kind = labels.contains(Feeling.JOY) || labels.contains(Feeling.NEUTRAL);
      if (kind && features.affectionate(text)) {
        labels.remove(Feeling.JOY);
        labels.add(Feeling.AFFECTION);
      }
    }

    private void add(String language, String text, Set<Feeling> labels, float weight, Part part) {
      if (labels.size() > 1) {
        labels.remove(Feeling.NEUTRAL);
      }
      String folded = Words.fold(text).strip();
      if (part == Part.TRAIN ? trained.add(folded) : !trained.contains(folded)) {
        part.of(corpus).add(new Sample(language, features.of(text), labels, weight));
      }
    }
  }

  /// GoEmotions' 28 labels on our 8. What is no feeling about anything (curiosity, confusion,
  /// realisation, approval, desire) counts as neutral: questions to an assistant are full of it.
  static Feeling goEmotion(String name) {
    return switch (name) {
      case "admiration", "amusement", "excitement", "joy", "optimism", "pride", "relief" ->
          Feeling.JOY;
      case "love", "caring", "gratitude" -> Feeling.AFFECTION;
      case "sadness", "disappointment", "grief", "remorse", "embarrassment" -> Feeling.SADNESS;
      case "anger", "annoyance", "disapproval" -> Feeling.ANGER;
      case "fear", "nervousness" -> Feeling.FEAR;
      case "disgust" -> Feeling.DISGUST;
      case "surprise" -> Feeling.SURPRISE;
      case "neutral", "curiosity", "confusion", "realization", "approval", "desire" ->
          Feeling.NEUTRAL;
      default -> throw new IllegalArgumentException("GoEmotions has no label " + name);
    };
  }

  /// Plutchik's eight as XED numbers them; anticipation and trust count as neutral.
  static Feeling plutchik(int id) {
    return switch (id) {
      case 1 -> Feeling.ANGER;
      case 3 -> Feeling.DISGUST;
      case 4 -> Feeling.FEAR;
      case 5 -> Feeling.JOY;
      case 6 -> Feeling.SADNESS;
      case 7 -> Feeling.SURPRISE;
      case 2, 8 -> Feeling.NEUTRAL;
      default -> throw new IllegalArgumentException("XED has no label " + id);
    };
  }
}
