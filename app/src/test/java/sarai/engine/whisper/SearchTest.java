package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import sarai.engine.whisper.NextToken.Choice;

/// Four words (0 to 3; 3 is the blank), the end (4), times from 5 on. A text begins with the time
/// 0.
class SearchTest {
  private static final int END = 4;
  private static final int TIME = 5;
  private static final NextToken RULES = new NextToken(END, TIME, List.of(), 3);
  private static final Search SEARCH = new Search(RULES, it -> it.token() == END, 10);

  /// Probabilities of the next token behind each text of words; what is not said is improbable.
  private final Map<List<Integer>, Map<Integer, Double>> model;

  SearchTest() {
    model =
        Map.of(
            List.of(), Map.of(0, 0.6, 1, 0.4),
            List.of(0), Map.of(0, 0.4, 1, 0.3, 2, 0.3),
            List.of(0, 0), Map.of(END, 0.9, 0, 0.1),
            List.of(1), Map.of(2, 0.98, 0, 0.02),
            List.of(1, 2), Map.of(END, 0.99, 0, 0.01));
  }

  private static List<Integer> words(Hypothesis text) {
    return text.choices().stream().map(Choice::token).filter(token -> token < END).toList();
  }

  /// Speaks by the model; remembers its texts as the decoder does.
  private final class Memory implements Search.Speaker {
    private List<List<Integer>> texts = List.of(List.of());
    private int widest;

    @Override
    public float[][] say(int[] parents, int[][] tokens) {
      List<List<Integer>> next = new ArrayList<>();
      for (int i = 0; i < parents.length; i++) {
        List<Integer> text = new ArrayList<>(texts.get(parents[i]));
        Arrays.stream(tokens[i]).filter(token -> token < END).forEach(text::add);
        next.add(List.copyOf(text));
      }
      texts = next;
      widest = Math.max(widest, next.size());
      return next.stream().map(this::logits).toArray(float[][]::new);
    }

    private float[] logits(List<Integer> text) {
      float[] logits = new float[TIME + 60];
      Arrays.fill(logits, -30);
      model
          .getOrDefault(text, Map.of(END, 1.0))
          .forEach((token, probability) -> logits[token] = (float) Math.log(probability));
      return logits;
    }

    private static float[] beginning() {
      float[] logits = new float[TIME + 60];
      Arrays.fill(logits, -30);
      logits[TIME] = 0;
      return logits;
    }
  }

  @Test
  void oneBeamTakesTheBestTokenEachTime() throws Exception {
    Memory memory = new Memory();
    Hypothesis found = SEARCH.best(memory, Memory.beginning(), 1);
    assertThat(words(found)).containsExactly(0, 0);
    assertThat(found.finished()).isTrue();
    assertThat(memory.widest).isEqualTo(1);
  }

  @Test
  void moreBeamsFindTheTextThatIsMoreProbableAsAWhole() throws Exception {
    Memory memory = new Memory();
    Hypothesis found = SEARCH.best(memory, Memory.beginning(), 2);
    assertThat(words(found)).containsExactly(1, 2);
    assertThat(found.logProbability())
        .isCloseTo(Math.log(0.4 * 0.98 * 0.99), org.assertj.core.api.Assertions.within(1e-3));
    assertThat(memory.widest).isEqualTo(2);
  }

  @Test
  void aTextThatDoesNotEndIsCutAndNotFinished() throws Exception {
    Search brief = new Search(RULES, it -> it.token() == END, 2);
    Hypothesis found = brief.best(new Memory(), Memory.beginning(), 1);
    assertThat(words(found)).containsExactly(0);
    assertThat(found.finished()).isFalse();
  }

  @Test
  void chanceIsTheSameForTheSameSeedAndFollowsTheModel() throws Exception {
    Hypothesis one = SEARCH.any(new Memory(), Memory.beginning(), 5, 0.6, new SplittableRandom(3));
    Hypothesis same = SEARCH.any(new Memory(), Memory.beginning(), 5, 0.6, new SplittableRandom(3));
    assertThat(words(one)).isEqualTo(words(same));
    assertThat(one.finished()).isTrue();
    assertThat(model).containsKey(words(one).subList(0, words(one).size() - 1));
  }
}
