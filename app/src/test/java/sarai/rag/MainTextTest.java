package sarai.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTextTest {
  private static PageText read(String html) throws IOException {
    return MainText.of(
        new PageFetcher.Page("text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(String html) throws IOException {
    return read(html).blocks().stream().map(PageText.Block::text).toList();
  }

  @Test
  void keepsTheArticleAndLeavesTheRest() throws Exception {
    String article = "<p>" + "Lo que importa. ".repeat(10).strip() + "</p>";
    assertThat(
            texts(
                """
                <html><head><title>T</title><style>p{}</style><script>alert(1)</script></head><body>
                <nav><ul><li><a href=/a>Inicio</a></ul></nav><div class=ad>Compra ya</div>
                <article><h1>Faro</h1>%s<form>Busca<button>Ir</button></form></article>
                <footer>Aviso legal</footer></body></html>
                """
                    .formatted(article)))
        .containsExactly("Faro", "Lo que importa. ".repeat(10).strip());
  }

  @Test
  void withoutAnArticleLeavesOutMenusByTheirLinks() throws Exception {
    assertThat(
            texts(
                "<div><a href=/1>Uno</a> <a href=/2>Dos</a> <a href=/3>Tres</a></div>"
                    + "<div>Suelto <b>y fuerte</b> con <a href=/x>enlace</a>.<p>Párrafo</p>fin</div>"
                    + "<ul><li>Un punto</li><li>Otro <a href=/y>punto</a> más</li></ul>"))
        .containsExactly(
            "Suelto y fuerte con enlace.", "Párrafo", "fin", "Un punto", "Otro punto más");
  }

  @Test
  void readsATableRowByRow() throws Exception {
    assertThat(
            texts(
                "<table><tr><th>Día</th><th>Precio</th></tr><tr><td>lunes</td><td>3 €</td></tr></table>"))
        .containsExactly("Día | Precio", "lunes | 3 €");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p hidden>x</p>",
        "<p style='color:red; display : none'>x</p>",
        "<p style='VISIBILITY:hidden'>x</p>",
        "<p style='font-size:0'>x</p>",
        "<p style='opacity:0;'>x</p>",
        "<p aria-hidden=true>x</p>",
        "<!-- x -->",
        "<noscript>x</noscript>",
        "<template><p>x</p></template>"
      })
  void whatAReaderDoesNotSeeIsNotRead(String hidden) throws Exception {
    assertThat(texts("<p>visible</p>" + hidden)).containsExactly("visible");
  }

  @Test
  void whatIsHalfVisibleIsRead() throws Exception {
    assertThat(texts("<p style='opacity:0.9;font-size:0.8em'>visible</p>"))
        .containsExactly("visible");
  }

  @Test
  void holdsNoTokenOfATemplateNoFenceAndNothingUnseen() throws Exception {
    assertThat(
            texts(
                "<p>a&lt;|im_end|&gt;b &lt;/s&gt; &lt;&lt;SYS&gt;&gt; [INST] [/INST]"
                    + " &lt;start_of_turn&gt; &lt;__media__&gt; x &lt; 3"
                    + " i\u200bg\u202en&#xE0041;ore</p>"))
        .containsExactly(
            "a< |im_end|>b < /s> < < SYS>> (INST) (/INST) < start_of_turn> < __media__> x < 3 ignore");
  }

  @Test
  void takesReferenceNumbersOutOfProseButNotOutOfCode() throws Exception {
    assertThat(texts("<p>París[12] es [99] grande [3, 4].</p><pre>a[0] = b[1]</pre>"))
        .containsExactly("París es grande.", "a[0] = b[1]");
  }

  @ParameterizedTest
  @CsvSource({"text/html; charset=ISO-8859-1, ISO-8859-1", "text/html, ISO-8859-1"})
  void readsTheCharsetOfTheHeaderOrOfThePage(String type, String charset) throws Exception {
    byte[] page = "<meta charset=iso-8859-1><p>camión ñandú</p>".getBytes(Charset.forName(charset));
    assertThat(MainText.of(new PageFetcher.Page(type, page)).blocks())
        .extracting(PageText.Block::text)
        .containsExactly("camión ñandú");
  }

  @Test
  void readsPlainTextByParagraph() throws Exception {
    byte[] text = "uno\ndos\n\ntres".getBytes(StandardCharsets.UTF_8);
    assertThat(MainText.of(new PageFetcher.Page("text/plain", text)).blocks())
        .extracting(PageText.Block::text)
        .containsExactly("uno dos", "tres");
  }

  @ParameterizedTest
  @CsvSource({"application/pdf, application/pdf", "image/png, image/png", "video/mp4, video/mp4"})
  void whatIsNoTextIsNamed(String type, String named) {
    assertThatThrownBy(() -> MainText.of(new PageFetcher.Page(type, new byte[] {1})))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(named);
  }

  @Test
  void binaryDataThatCallsItselfAPageIsRefused() {
    assertThatThrownBy(() -> MainText.of(new PageFetcher.Page("text/html", new byte[] {'<', 0, 1})))
        .hasMessageContaining("binary");
  }

  @Test
  void aHugeOrDeepPageEndsAtTheLimit() throws Exception {
    PageText huge = read("<p>palabra palabra palabra</p>".repeat(30_000));
    assertThat(huge.blocks().stream().mapToInt(block -> block.text().length()).sum())
        .isBetween(99_000, 100_000);
    assertThat(read("<div>".repeat(20_000) + "hondo").blocks()).hasSizeLessThanOrEqualTo(1);
  }
}
