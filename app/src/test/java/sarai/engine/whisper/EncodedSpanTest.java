package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.whisper.EncodedSpan.Attempt;

/// Spans in ONNX Runtime with a model that knows nothing, and what is made of tries.
class EncodedSpanTest {
  private static final int SECONDS = 16;
  private static final Languages LANGUAGES = new Languages(List.of("es", "en"));

  private final SplittableRandom random = new SplittableRandom(5);

  @TempDir Path folder;

  private OnnxModel model;
  private Vocabulary vocabulary;

  @BeforeEach
  void open() throws Exception {
    GgmlModel file = GgmlModel.open(TinyWhisper.write(folder.resolve("tiny.bin"), random));
    vocabulary = new Vocabulary(file.vocabulary(), file.size().vocabulary());
    model = new OnnxModel(file, 1, folder);
  }

  @AfterEach
  void close() {
    model.close();
  }

  private EncodedSpan span(@Nullable String prompt) throws Exception {
    float[] noise = new float[SECONDS * Listener.RATE];
    SplittableRandom same = new SplittableRandom(9);
    IntStream.range(0, noise.length).forEach(i -> noise[i] = (float) same.nextDouble() - 0.5f);
    Decoding how = Decoding.of(noise.length, "es").withBeams(2).once().withPrompt(prompt);
    return new EncodedSpan(model, vocabulary, how, noise);
  }

  @Test
  void theLongestPromptAndTheLongestTextFitIntoTheWindow() throws Exception {
    try (EncodedSpan span = span("a ".repeat(1000))) {
      assertThat(span.search(LANGUAGES).end()).isLessThanOrEqualTo(30);
    }
  }

  @Test
  void theLanguageIsThatOfTheSoundWhateverThePromptIs() throws Exception {
    try (EncodedSpan plain = span(null);
        EncodedSpan prompted = span("a a a")) {
      assertThat(prompted.greedy(LANGUAGES).reading().language())
          .isEqualTo(plain.greedy(LANGUAGES).reading().language());
    }
  }

  @Test
  void aTryThatSaysTheSameOverAndOverIsWorseThanAnImprobableOne() {
    Attempt loop = attempt("no, no, no, no, no, no, no", -0.1);
    Attempt odd = attempt("a word", -1.5);
    assertThat(loop.isWrong()).isTrue();
    assertThat(odd.isWrong()).isTrue();
    assertThat(loop.or(odd)).isSameAs(odd);
    assertThat(odd.or(loop)).isSameAs(odd);
    assertThat(odd.or(attempt("another", -1.2)).mean()).isEqualTo(-1.2);
    assertThat(odd.or(attempt("another", -1.8))).isSameAs(odd);
    assertThat(odd.or(attempt("a good one", -0.5)).mean()).isEqualTo(-0.5);
  }

  @Test
  void whatIsImprobableAndProbablySilenceIsNothing() {
    Reading reading = new Reading("es", List.of(new Segment(0, 1, "Gracias.")), -1.4);
    assertThat(new Attempt(reading, 1, true, -1.4, 0.7).heard().segments()).isEmpty();
    assertThat(new Attempt(reading, 1, true, -1.4, 0.5).heard()).isEqualTo(reading);
    assertThat(new Attempt(reading, 1, true, -0.9, 0.7).heard()).isEqualTo(reading);
  }

  private static Attempt attempt(String text, double mean) {
    return new Attempt(new Reading("en", List.of(new Segment(0, 1, text)), mean), 1, true, mean, 0);
  }
}
