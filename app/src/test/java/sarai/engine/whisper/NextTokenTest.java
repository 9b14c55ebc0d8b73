package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sarai.engine.whisper.NextToken.Said;

/// A vocabulary of six words of which token 4 is a bracket and 5 the blank, the end (6), two marks
/// (7, 8), and times from 9 on in steps of 20 ms.
class NextTokenTest {
  private static final int WORD = 1;
  private static final int BRACKET = 4;
  private static final int BLANK = 5;
  private static final int END = 6;
  private static final int MARK = 7;
  private static final int TIME = 9;
  private static final NextToken NEXT = new NextToken(END, TIME, List.of(BRACKET), BLANK);
  private static final Said BEGUN = Said.NOTHING.withTime(0);

  private final float[] logits = new float[TIME + 100];

  NextTokenTest() {
    Arrays.fill(logits, -50);
  }

  private int next(Said before) {
    return NEXT.best(logits, before, 1).getFirst().token();
  }

  @Test
  void theMostProbableWordComes() {
    logits[WORD] = 3;
    logits[2] = 2;
    NextToken.Choice choice = NEXT.best(logits, BEGUN, 1).getFirst();
    assertThat(choice.token()).isEqualTo(WORD);
    assertThat(choice.logProbability()).isCloseTo(-Math.log1p(Math.exp(-1)), within(1e-6));
  }

  @Test
  void theMostProbableOnesComeInTheirOrder() {
    logits[0] = 1;
    logits[WORD] = 3;
    logits[2] = 2;
    logits[3] = 2.5f;
    assertThat(NEXT.best(logits, BEGUN, 3))
        .extracting(NextToken.Choice::token)
        .containsExactly(WORD, 3, 2);
  }

  @Test
  void chanceTakesTheProbableOftenAndTheForbiddenNever() {
    logits[BRACKET] = 9;
    logits[WORD] = 3;
    logits[2] = 2;
    RandomGenerator random = new SplittableRandom(7);
    Map<Integer, Long> drawn =
        IntStream.range(0, 1000)
            .mapToObj(_ -> NEXT.any(logits.clone(), BEGUN, 1, random).token())
            .collect(Collectors.groupingBy(token -> token, Collectors.counting()));
    assertThat(drawn).containsOnlyKeys(WORD, 2);
    assertThat(drawn.get(WORD)).isBetween(690L, 770L);
  }

  @Test
  void marksAndSymbolsAreNeverSaid() {
    logits[BRACKET] = 9;
    logits[MARK] = 8;
    logits[WORD] = 1;
    assertThat(next(BEGUN)).isEqualTo(WORD);
  }

  @Test
  void aTextBeginsNeitherWithItsEndNorWithABlankNorLaterThanOneSecond() {
    logits[END] = 9;
    logits[BLANK] = 8;
    logits[TIME + 51] = 7;
    logits[TIME + 50] = 1;
    assertThat(next(Said.NOTHING)).isEqualTo(TIME + 50);
  }

  @Test
  void aTimeComesWhereAllTimesTogetherAreMoreProbableThanAnyWord() {
    logits[WORD] = 1;
    Arrays.fill(logits, TIME + 10, TIME + 14, 0);
    logits[TIME + 12] = 0.1f;
    assertThat(next(BEGUN.withWord())).isEqualTo(TIME + 12);
    logits[WORD] = 2;
    assertThat(next(BEGUN.withWord())).isEqualTo(WORD);
  }

  @Test
  void aTimeThatEndsASegmentIsFollowedByATimeOrTheEnd() {
    Said segment = BEGUN.withWord().withTime(20);
    logits[WORD] = 9;
    logits[TIME + 20] = 1;
    assertThat(next(segment)).isEqualTo(TIME + 20);
    logits[WORD] = 9;
    logits[END] = 2;
    assertThat(next(segment)).isEqualTo(END);
  }

  @Test
  void aPairOfTimesIsFollowedByAWord() {
    Said pair = BEGUN.withWord().withTime(20).withTime(20);
    logits[TIME + 30] = 9;
    logits[WORD] = 1;
    assertThat(next(pair)).isEqualTo(WORD);
  }

  @Test
  void timesDoNotGoBack() {
    Said said = BEGUN.withWord().withTime(20).withTime(20).withWord();
    logits[TIME + 19] = 9;
    logits[TIME + 20] = 1;
    assertThat(next(said)).isEqualTo(TIME + 20);
  }
}
