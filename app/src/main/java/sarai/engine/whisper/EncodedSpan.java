package sarai.engine.whisper;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import sarai.engine.whisper.NextToken.Choice;

/// A span that the encoder has computed once, for the language and for every try at its words. Used
/// by one thread.
final class EncodedSpan implements AutoCloseable {
  /// What of half a window is left to marks, as in `whisper_full`.
  private static final int MARKS = 4;

  /// Tokens of the shortest span.
  private static final int FEWEST = 20;

  /// Tokens a second that nobody says: fast Spanish has 7, scripts of several tokens a letter three
  /// times as many.
  private static final int FASTEST = 30;

  private static final long SEED = 1;

  private final OnnxModel model;
  private final Vocabulary vocabulary;
  private final Decoding how;
  private final double seconds;
  private final Map<String, OnnxTensor> sound;

  EncodedSpan(OnnxModel model, Vocabulary vocabulary, Decoding how, float[] samples)
      throws OrtException {
    this.model = model;
    this.vocabulary = vocabulary;
    this.how = how;
    this.seconds = (double) samples.length / Listener.RATE;
    int all = model.size().audioContext();
    int positions = how.audioContext() == 0 ? all : Math.min(all, how.audioContext());
    this.sound = model.encode(samples, positions);
  }

  /// One try at the words. Immutable.
  ///
  /// @param end until where they are said, in seconds
  /// @param whole whether they say something, and that up to the end
  /// @param mean of the logarithms of the probabilities of all tokens
  /// @param silence probability that nothing is said
  record Attempt(Reading reading, double end, boolean whole, double mean, double silence) {
    /// Limits of `whisper_full`.
    private static final double WRONG = -1;

    private static final double SILENT = 0.6;

    /// Whether a warmer try may be better.
    boolean isWrong() {
      return mean < WRONG || reading.repeats();
    }

    /// Another one than this, which is wrong, unless that is wrong too and worse.
    Attempt or(Attempt other) {
      boolean worse =
          reading.repeats() == other.reading.repeats()
              ? other.mean < mean
              : other.reading.repeats();
      return other.isWrong() && worse ? this : other;
    }

    boolean isSilence() {
      return mean < WRONG && silence > SILENT;
    }

    /// What was said, if anything was.
    Reading heard() {
      return isSilence() ? Reading.nothing(reading.language()) : reading;
    }

    boolean isSure() {
      return whole && reading.isSure();
    }
  }

  /// How the words are found.
  @FunctionalInterface
  private interface Way {
    Hypothesis find(Search search, Search.Speaker texts, float[] logits)
        throws IOException, OrtException;
  }

  Attempt greedy(Languages languages) throws IOException, OrtException {
    return attempt(
        languages, how.prompt(), (search, texts, logits) -> search.best(texts, logits, 1));
  }

  /// By beams; then, while what is found is wrong, without the text before, which may mislead, and
  /// by chance, warmer each time.
  Attempt search(Languages languages) throws IOException, OrtException {
    int count = how.beams();
    Way beams = (search, texts, logits) -> search.best(texts, logits, count);
    Attempt best = attempt(languages, how.prompt(), beams);
    Languages found = new Languages(List.of(best.reading().language()));
    int tries = how.temperatureStep() == 0 ? 0 : Math.round(1 / how.temperatureStep());
    if (tries > 0 && how.prompt() != null && best.isWrong()) {
      best = best.or(attempt(found, null, beams));
    }
    RandomGenerator random = new SplittableRandom(SEED);
    for (int i = 1; i <= tries && best.isWrong() && !best.isSilence(); i++) {
      double warmth = i * how.temperatureStep();
      Way chance = (search, texts, logits) -> search.any(texts, logits, count, warmth, random);
      best = best.or(attempt(found, null, chance));
    }
    return best;
  }

  private Attempt attempt(Languages languages, @Nullable String before, Way way)
      throws IOException, OrtException {
    try (Texts texts = new Texts(model, sound)) {
      float[] start = texts.begin(beginning(before));
      double silence = probability(start, vocabulary.nothingSaid());
      String language = before == null ? likeliest(start, languages) : language(languages);
      float[] logits = start;
      if (vocabulary.isMultilingual()) {
        int[] told = {vocabulary.language(language), vocabulary.transcribe()};
        logits = texts.say(new int[] {0}, new int[][] {told})[0];
      }
      TimedText text =
          new TimedText(vocabulary.rules(), vocabulary::bytes, seconds, how.oneSegment());
      Search search = new Search(vocabulary.rules(), text::ends, longest());
      Hypothesis found = way.find(search, texts::say, logits);
      for (Choice choice : found.choices()) {
        text.say(choice);
      }
      if (!found.finished()) {
        text.cut();
      }
      double end = text.end();
      boolean whole = found.finished() && text.isWhole();
      return new Attempt(text.reading(language), end, whole, found.mean(), silence);
    }
  }

  /// Half of the text's window, as in `whisper_full`, and of a short span no more than can be said
  /// in it: what goes on and on in silence is not worth its time.
  private int longest() {
    return Math.min(halfWindow() - MARKS, (int) (FEWEST + seconds * FASTEST));
  }

  private int halfWindow() {
    return model.size().textContext() / 2;
  }

  /// The end of the text before, as much as half of the text's window takes, and the mark that
  /// begins.
  private int[] beginning(@Nullable String before) {
    IntStream start = IntStream.of(vocabulary.start());
    if (before == null) {
      return start.toArray();
    }
    int[] tokens = vocabulary.tokens(before);
    IntStream told = Arrays.stream(tokens).skip(Math.max(0, tokens.length - halfWindow()));
    return IntStream.concat(IntStream.concat(IntStream.of(vocabulary.previous()), told), start)
        .toArray();
  }

  /// The language of the sound alone: a text before it may be in another.
  private String language(Languages languages) throws IOException, OrtException {
    if (languages.allowed().size() == 1) {
      return languages.first();
    }
    try (Texts texts = new Texts(model, sound)) {
      return likeliest(texts.begin(vocabulary.start()), languages);
    }
  }

  private String likeliest(float[] logits, Languages languages) {
    if (!vocabulary.isMultilingual()) {
      return "en";
    }
    String best = languages.first();
    for (String language : languages.allowed()) {
      boolean better = logits[vocabulary.language(language)] > logits[vocabulary.language(best)];
      best = better ? language : best;
    }
    return best;
  }

  private static double probability(float[] logits, int token) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - logits[token]);
    }
    return 1 / sum;
  }

  @Override
  public void close() {
    sound.values().forEach(OnnxValue::close);
  }
}
