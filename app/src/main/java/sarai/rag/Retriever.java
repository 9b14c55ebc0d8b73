package sarai.rag;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sarai.config.SaraiConfig;

/// Finds passages of web pages that bear on a question: search, pages in parallel, main text,
/// passages, BM25. A page that cannot be read is stood for by what the search shows of it.
/// Thread-safe.
public final class Retriever {
  /// A page with less text than this was not really read: it wants scripts, a login or a consent.
  private static final int LEAST_TEXT = 200;

  private static final int MAX_TITLE = 120;

  private final WebSearch search;
  private final PageReader reader;
  private final SaraiConfig.Rag config;

  public Retriever(
      WebSearch search,
      PageFetcher pages,
      SaraiConfig.Rag config,
      RetrievalLimits limits,
      InstantSource clock) {
    this.search = search;
    this.reader = new PageReader(pages, limits, config.cacheTtl(), clock);
    this.config = config;
  }

  /// @throws SearchException when the web could not be searched at all
  public Findings find(SearchQuery query) throws SearchException, InterruptedException {
    SearchReply reply = search.search(query);
    List<URI> addresses = reply.hits().stream().limit(config.fetch()).map(Hit::address).toList();
    PageReader.Reading pages = reader.read(addresses);
    Chunker chunker = Chunker.standard(query.tongue());
    List<Passage> passages = new ArrayList<>();
    for (Hit hit : reply.hits()) {
      passages.addAll(passages(hit, pages.texts().get(hit.address()), chunker));
    }
    List<String> problems = new ArrayList<>(reply.unresponsive());
    problems.addAll(pages.failures());
    return new Findings(query.tongue(), sources(best(query, passages)), problems);
  }

  private static List<Passage> passages(Hit hit, @Nullable PageText page, Chunker chunker) {
    String title = title(hit, page);
    List<String> texts = new ArrayList<>(page == null ? List.of() : chunker.passages(page));
    if (texts.stream().mapToInt(String::length).sum() < LEAST_TEXT) {
      String snippet = PageWords.harmless(PageWords.prose(hit.snippet()));
      texts.add(String.join(" ", chunker.sentences(snippet)));
    }
    return texts.stream()
        .filter(text -> !text.isBlank())
        .map(text -> new Passage(hit.address(), title, text))
        .toList();
  }

  private static String title(Hit hit, @Nullable PageText page) {
    String found = PageWords.label(hit.title(), MAX_TITLE);
    String title = found.isEmpty() && page != null ? page.title() : found;
    return title.isEmpty() || PageWords.isOrder(title) ? hit.address().getHost() : title;
  }

  private List<Passage> best(SearchQuery query, List<Passage> passages) {
    try (Words words = Words.of(query.tongue())) {
      int most = config.passages();
      return new Ranking(words).best(query.text(), passages, most, (most + 1) / 2);
    }
  }

  private static List<Source> sources(List<Passage> best) {
    Map<URI, List<Passage>> pages = new LinkedHashMap<>();
    for (Passage passage : best) {
      pages.computeIfAbsent(passage.address(), _ -> new ArrayList<>()).add(passage);
    }
    List<Source> sources = new ArrayList<>();
    for (List<Passage> page : pages.values()) {
      Passage first = page.getFirst();
      sources.add(
          new Source(
              sources.size() + 1,
              first.address(),
              first.title(),
              page.stream().map(Passage::text).toList()));
    }
    return sources;
  }
}
