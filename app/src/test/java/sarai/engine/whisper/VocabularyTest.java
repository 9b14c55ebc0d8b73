package sarai.engine.whisper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tokens as in `tokenizer.py` of openai/whisper.
class VocabularyTest {
  private static final List<byte[]> WORDS =
      Stream.of(" ", "h", "o", "la", "hola", " mundo", "!", "'s", "\"", " \"", " ♪")
          .map(word -> word.getBytes(UTF_8))
          .toList();

  private static Vocabulary vocabulary(int size) {
    return new Vocabulary(WORDS, size);
  }

  @Test
  void aModelOfManyLanguagesHasTheirTokensBehindTheStart() {
    Vocabulary base = vocabulary(51_865);
    assertThat(base.isMultilingual()).isTrue();
    assertThat(base.end()).isEqualTo(50_257);
    assertThat(base.start()).isEqualTo(50_258);
    assertThat(base.language("en")).isEqualTo(50_259);
    assertThat(base.language("es")).isEqualTo(50_262);
    assertThat(base.transcribe()).isEqualTo(50_359);
    assertThat(base.previous()).isEqualTo(50_361);
    assertThat(base.nothingSaid()).isEqualTo(50_362);
    assertThat(base.firstTime()).isEqualTo(50_364);
  }

  @Test
  void theThirdVersionHasOneLanguageMore() {
    Vocabulary large = vocabulary(51_866);
    assertThat(large.language("su")).isEqualTo(50_357);
    assertThat(large.transcribe()).isEqualTo(50_360);
    assertThat(large.firstTime()).isEqualTo(50_365);
  }

  @Test
  void aModelOfEnglishIsToldNoLanguage() {
    Vocabulary english = vocabulary(51_864);
    assertThat(english.isMultilingual()).isFalse();
    assertThat(english.end()).isEqualTo(50_256);
    assertThat(english.start()).isEqualTo(50_257);
    assertThat(english.firstTime()).isEqualTo(50_363);
  }

  @Test
  void aTextIsCutIntoTheLongestTokensThatFit() {
    assertThat(texts("hola mundo!")).containsExactly("hola", " mundo", "!");
    assertThat(texts("hhola")).containsExactly("h", "hola");
    assertThat(texts("hola's")).containsExactly("hola", "'s");
    assertThat(texts("zola")).as("what fits none is left out").containsExactly("o", "la");
    assertThat(texts("")).isEmpty();
  }

  @Test
  void marksAreUnspokenWithAndWithoutASpaceBefore() {
    assertThat(vocabulary(51_865).rules().unspoken()).contains(8, 9, 10).doesNotContain(6, 4);
  }

  @Test
  void aMarkHasNoText() {
    assertThat(vocabulary(51_865).bytes(50_362)).isEmpty();
    assertThat(vocabulary(51_865).bytes(10)).isEqualTo(" ♪".getBytes(UTF_8));
  }

  private static List<String> texts(String text) {
    return Arrays.stream(vocabulary(51_865).tokens(text))
        .mapToObj(token -> new String(WORDS.get(token), StandardCharsets.UTF_8))
        .toList();
  }
}
