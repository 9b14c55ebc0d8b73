package sarai.rag;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// What counts as a word of a language: lower case, without accents, by its stem, and without the
/// words that say nothing of a subject, among them those that only ask or only say "now". Accents
/// go first, so that a question typed without them finds the same. Thread-safe; one a language.
final class Words implements AutoCloseable {
  private static final List<String> ASKING_ES =
      List.of(
          "que",
          "quien",
          "quienes",
          "cual",
          "cuales",
          "cuando",
          "donde",
          "como",
          "cuanto",
          "cuanta",
          "cuantos",
          "cuantas",
          "hay",
          "dime",
          "di",
          "cuentame",
          "explicame",
          "busca",
          "buscame",
          "buscar",
          "encuentra",
          "internet",
          "web",
          "google",
          "hoy",
          "ahora",
          "mismo",
          "actual",
          "actualmente",
          "ultimo",
          "ultima",
          "ultimos",
          "ultimas",
          "favor",
          "puedes",
          "sabes",
          "quiero",
          "saber",
          "tal",
          "mas");

  private static final List<String> ASKING_EN =
      List.of(
          "what",
          "who",
          "whom",
          "whose",
          "which",
          "when",
          "where",
          "why",
          "how",
          "much",
          "many",
          "do",
          "does",
          "did",
          "can",
          "could",
          "would",
          "should",
          "has",
          "have",
          "had",
          "i",
          "you",
          "me",
          "my",
          "your",
          "we",
          "from",
          "about",
          "tell",
          "find",
          "search",
          "look",
          "show",
          "give",
          "internet",
          "web",
          "google",
          "online",
          "today",
          "now",
          "current",
          "currently",
          "latest",
          "please",
          "want",
          "know",
          "s",
          "were",
          "been",
          "am");

  private final Analyzer analyzer;

  private Words(Analyzer analyzer) {
    this.analyzer = analyzer;
  }

  static Words of(Tongue tongue) {
    return new Words(
        switch (tongue) {
          case ES -> new Spanish(stops(SpanishAnalyzer.getDefaultStopSet(), ASKING_ES));
          case EN -> new English(stops(EnglishAnalyzer.getDefaultStopSet(), ASKING_EN));
        });
  }

  /// The default words, with and without their accents, and ours.
  private static CharArraySet stops(CharArraySet standard, List<String> ours) {
    List<String> all = new ArrayList<>(ours);
    for (Object word : standard) {
      char[] letters = (char[]) word;
      char[] folded = new char[4 * letters.length];
      int length = ASCIIFoldingFilter.foldToASCII(letters, 0, folded, 0, letters.length);
      all.add(new String(folded, 0, length));
    }
    return new CharArraySet(all, false);
  }

  Analyzer analyzer() {
    return analyzer;
  }

  /// The words of a text, each once, in order.
  Set<String> in(String text) {
    Set<String> terms = new LinkedHashSet<>();
    try (TokenStream tokens = analyzer.tokenStream("", text)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        terms.add(term.toString());
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail", e);
    }
    return terms;
  }

  @Override
  public void close() {
    analyzer.close();
  }

  private static final class Spanish extends Analyzer {
    private final CharArraySet stops;

    Spanish(CharArraySet stops) {
      this.stops = stops;
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer words = new StandardTokenizer();
      TokenStream folded = new ASCIIFoldingFilter(new LowerCaseFilter(words));
      return new TokenStreamComponents(
          words, new SpanishLightStemFilter(new StopFilter(folded, stops)));
    }
  }

  private static final class English extends Analyzer {
    private final CharArraySet stops;

    English(CharArraySet stops) {
      this.stops = stops;
    }

    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer words = new StandardTokenizer();
      TokenStream folded =
          new ASCIIFoldingFilter(new LowerCaseFilter(new EnglishPossessiveFilter(words)));
      return new TokenStreamComponents(words, new PorterStemFilter(new StopFilter(folded, stops)));
    }
  }
}
