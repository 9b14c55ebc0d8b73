package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
  private final Spelling spelling =
      new Spelling(List.of("cuesta", "friend", "casa", "caso", "tren", "a", "the"));

  @ParameterizedTest
  @ValueSource(strings = {"cuetsa", "cuessta", "custa", "cuexta", "Cuesa", "CUESTTA"})
  void readsAWordWithOneSlipAsTheWordThatWasMeant(String mistyped) {
    assertThat(read("cuánto " + mistyped + "?")).isEqualTo(" cuanto cuesta ");
  }

  @Test
  void takesTheCommonerOfTwoWords() {
    assertThat(read("casx")).isEqualTo(" casa ");
    assertThat(read("caso")).isEqualTo(" caso ");
  }

  @Test
  void leavesShortWordsFarWordsAndNothingAsTheyAre() {
    assertThat(read("tre xyzzy frndi z")).isEqualTo(" tre xyzzy frndi z ");
    assertThat(read("")).isEqualTo(" ");
  }

  @Test
  void makesRoomForTheLettersThatWereMissing() {
    assertThat(read("frien ".repeat(160))).isEqualTo(" " + "friend ".repeat(160));
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void hasRoomForAsManyWordsAsThereAre() {
    List<String> words = IntStream.range(0, 60_000).mapToObj(SpellingTest::word).toList();
    Spelling many = new Spelling(words);
    assertThat(many.read(FoldedText.of(word(59_999) + "x ninguna")).toString())
        .isEqualTo(" " + word(59_999) + " ninguna ");
  }

  /// A word for each number, unlike those of others.
  private static String word(int number) {
    return Long.toString((number + 1) * 2_654_435_761L, 26)
        .chars()
        .mapToObj(it -> String.valueOf((char) (Character.digit(it, 26) + 'a')))
        .collect(Collectors.joining());
  }

  private String read(String text) {
    return spelling.read(FoldedText.of(text)).toString();
  }
}
