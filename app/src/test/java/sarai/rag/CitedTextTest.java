package sarai.rag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CitedTextTest {
  private static final int SOURCES = 4;

  private static final List<String> PIECES =
      List.of(
          "Madrid",
          " tiene",
          " 3,4",
          " millones",
          ".",
          " [1]",
          "[2]",
          " [99]",
          "[0]",
          "[1, 2]",
          " [3; 77]",
          "[ 4 ]",
          "[^2]",
          "【1】",
          "【12】",
          "[fuente 3]",
          " [Source 9]",
          "[",
          "]",
          " ",
          "!",
          "![",
          "[x]",
          "[2024]",
          "`",
          "```",
          "`a[7]`",
          "```\nb[8] = 1\n```",
          "\n",
          "ñ",
          "🙂",
          "[1",
          ", 2",
          "[[1]]",
          "[9][1]",
          "[1](http://x.example)",
          "",
          "[12,",
          "34]");

  private static String whole(String text) {
    CitedText cited = new CitedText(SOURCES);
    return cited.add(text) + cited.finish();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "Es así [1].|Es así [1].",
        "Es así[1][2].|Es así[1][2].",
        "Es así [1, 2].|Es así [1][2].",
        "Es así [1; 9].|Es así [1].",
        "Es así [99].|Es así.",
        "Es [99] así.|Es así.",
        "Es así【2】.|Es así[2].",
        "Es así [fuente 3].|Es así [3].",
        "Es así [Source 7].|Es así.",
        "Es así [01].|Es así [1].",
        "En [2024] fue.|En [2024] fue.",
        "Es [9[99]9] así.|Es [9(99)9] así.",
        "Una [nota] y [|Una [nota] y [",
        "¡Hola!|¡Hola!",
        "![x](http://a.example/b.png)|[x](http://a.example/b.png)",
        "Usa `a[7]` así [7].|Usa `a[7]` así.",
        "```a[7]```[7]|```a[7]```",
      })
  void keepsWhatLeadsToASourceAndDropsWhatDoesNot(String said, String shown) {
    assertThat(whole(said)).isEqualTo(shown);
  }

  @Test
  void aLoneBacktickLetsMarksThroughOnlyToTheEndOfItsLine() {
    assertThat(whole("it`s [9]\nso [9]")).isEqualTo("it`s [9]\nso");
  }

  @Test
  void showsTextAtOnceUnlessItMayBecomeAMark() {
    CitedText cited = new CitedText(SOURCES);
    assertThat(cited.add("Madrid")).isEqualTo("Madrid");
    assertThat(cited.add(" [")).isEmpty();
    assertThat(cited.add("1")).isEmpty();
    assertThat(cited.add("]")).isEqualTo(" [1]");
    assertThat(cited.add(" [a")).isEqualTo(" [a");
    assertThat(cited.add(" [12")).isEmpty();
    assertThat(cited.finish()).isEqualTo(" [12");
  }

  /// Whatever the pieces, the text is that of the whole, every mark left leads to a source and
  /// stands where it is said to stand, and little is held back.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void piecesDoNotMatter(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      String said = text(random);
      CitedText cited = new CitedText(SOURCES);
      StringBuilder shown = new StringBuilder();
      for (int from = 0, to; from < said.length(); from = to) {
        to = Math.min(said.length(), from + 1 + random.nextInt(6));
        shown.append(cited.add(said.substring(from, to)));
      }
      shown.append(cited.finish());
      String context = "seed %d, said <%s>".formatted(seed, said);
      assertThat(shown.toString()).as(context).isEqualTo(whole(said));
      for (CitedText.Mark mark : cited.marks()) {
        assertThat(mark.source()).as(context).isBetween(1, SOURCES);
        assertThat(shown.substring(mark.start(), mark.end()))
            .as(context)
            .isEqualTo("[" + mark.source() + "]");
      }
      if (!said.contains("`")) {
        long left = Pattern.compile("\\[[1-4]]").matcher(shown).results().count();
        assertThat(left).as(context).isEqualTo(cited.marks().size());
      }
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(25); i >= 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
