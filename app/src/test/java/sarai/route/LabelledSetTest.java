package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelledSetTest {
  private static final String ROW = "es\t0\t0.5\t1\tplain\ta-theme\t-\t¿Llueve?\\nDime.\n";

  @Test
  void theShippedSetIsLargeBalancedAndCleanlySplit() {
    LabelledSet set = LabelledSet.load();
    set.check();
    int all = set.training().size() + set.test().size();
    assertThat(all).isGreaterThanOrEqualTo(3000);
    assertThat((double) set.test().size() / all).isGreaterThanOrEqualTo(0.14);
    assertThat(share(set.training(), Language.ES)).isBetween(0.45, 0.55);
    assertThat(share(set.test(), Language.ES)).isBetween(0.45, 0.55);
  }

  @Test
  void readsARow() throws IOException {
    List<LabelledSentence> read = read(ROW);
    assertThat(read)
        .containsExactly(
            new LabelledSentence(
                Language.ES,
                0,
                0.5,
                1,
                LabelledSentence.Kind.PLAIN,
                "a-theme",
                null,
                "¿Llueve?\nDime."));
    assertThat(read.getFirst().expected()).isEqualTo(new Route.Rag());
  }

  @Test
  void namesTheLineOfAWrongLabel() {
    assertThatThrownBy(() -> read(ROW + ROW.replace("0.5", "0.7")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x:3")
        .hasMessageContaining("0.7");
  }

  @Test
  void refusesAMissingColumn() {
    assertThatThrownBy(() -> read(ROW.replace("plain\t", ""))).hasMessageContaining("7 columns");
  }

  @Test
  void refusesAThemeInBothParts() throws IOException {
    LabelledSet set = new LabelledSet(read(ROW), read(ROW.replace("¿Llueve?", "Otra cosa")));
    assertThatThrownBy(set::check).hasMessageContaining("'a-theme' is in both parts");
  }

  @Test
  void refusesTheSameSentenceTwiceWhateverItsCaseAndAccents() throws IOException {
    LabelledSet set = new LabelledSet(read(ROW + ROW.replace("¿Llueve?", "LLUEVE")), List.of());
    assertThatThrownBy(set::check).hasMessageContaining("occurs twice");
  }

  @Test
  void refusesANearCopyAcrossTheParts() throws IOException {
    String one = ROW.replace("¿Llueve?\\nDime.", "cuánto cuesta hoy un kilo de tomates maduros");
    String other = one.replace("a-theme", "b-theme").replace("maduros", "maduro");
    LabelledSet set = new LabelledSet(read(one), read(other));
    assertThatThrownBy(set::check).hasMessageContaining("near copy");
  }

  private static double share(List<LabelledSentence> part, Language language) {
    return (double) part.stream().filter(it -> it.language() == language).count() / part.size();
  }

  private static List<LabelledSentence> read(String rows) throws IOException {
    return LabelledSet.read("x", new StringReader(LabelledSet.HEADER + "\n" + rows));
  }
}
