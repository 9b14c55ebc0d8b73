package sarai.rag;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/// Ranks passages against a question by BM25, in an index that lives for one question. A passage
/// counts as relevant when it and its title hold enough of the question's words; nothing relevant
/// gives an empty list. Thread-safe.
final class Ranking {
  private static final String BODY = "body";
  private static final String TITLE = "title";

  /// A title says what all of its page is about, so it tells passages of one page apart by nothing.
  private static final float TITLE_BOOST = 0.3f;

  /// Part of the question's words that a relevant passage holds.
  private static final double ENOUGH = 0.4;

  private final Words words;

  Ranking(Words words) {
    this.words = words;
  }

  /// @param most how many are wanted
  /// @param mostEach how many of them may come from one page
  List<Passage> best(String question, List<Passage> passages, int most, int mostEach) {
    Set<String> asked = words.in(question);
    if (asked.isEmpty() || passages.isEmpty()) {
      return List.of();
    }
    List<Passage> best = new ArrayList<>();
    Map<String, Integer> taken = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Passage passage : ranked(asked, passages)) {
      if (best.size() < most
          && isRelevant(asked, passage)
          && seen.add(passage.text())
          && taken.merge(passage.address().toString(), 1, Integer::sum) <= mostEach) {
        best.add(passage);
      }
    }
    return best;
  }

  private boolean isRelevant(Set<String> asked, Passage passage) {
    Set<String> held = words.in(passage.title() + "\n" + passage.text());
    long common = asked.stream().filter(held::contains).count();
    return common >= Math.ceil(ENOUGH * asked.size());
  }

  /// All passages that hold any of the words, best first.
  private List<Passage> ranked(Set<String> asked, List<Passage> passages) {
    try (Directory directory = new ByteBuffersDirectory()) {
      write(directory, passages);
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setSimilarity(new BM25Similarity());
        List<Passage> ranked = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query(asked), passages.size()).scoreDocs) {
          ranked.add(passages.get(hit.doc));
        }
        return ranked;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an index in memory cannot fail", e);
    }
  }

  /// In the order given, in one segment: a document's number is its passage's.
  private void write(Directory directory, List<Passage> passages) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig(words.analyzer())
            .setSimilarity(new BM25Similarity())
            .setMergeScheduler(new SerialMergeScheduler())
            .setUseCompoundFile(false);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (Passage passage : passages) {
        Document document = new Document();
        document.add(new TextField(BODY, passage.text(), Store.NO));
        document.add(new TextField(TITLE, passage.title(), Store.NO));
        writer.addDocument(document);
      }
    }
  }

  private static Query query(Set<String> asked) {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (String word : asked) {
      query.add(new TermQuery(new Term(BODY, word)), Occur.SHOULD);
      Query title = new TermQuery(new Term(TITLE, word));
      query.add(new BoostQuery(title, TITLE_BOOST), Occur.SHOULD);
    }
    return query.build();
  }
}
