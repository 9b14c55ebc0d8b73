package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
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

  private String read(String text) {
    return spelling.read(FoldedText.of(text)).toString();
  }
}
