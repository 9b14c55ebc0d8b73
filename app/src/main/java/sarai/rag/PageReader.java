package sarai.rag;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Reads pages at the same time, all within one time limit. Texts are kept for a while.
/// Thread-safe.
final class PageReader {
  private static final int CACHED = 16;

  /// What came of it.
  ///
  /// @param texts of the pages that could be read
  /// @param failures such as `example.org: it is application/pdf, not a page of text`
  record Reading(Map<URI, PageText> texts, List<String> failures) {}

  private final PageFetcher fetcher;
  private final RetrievalLimits limits;
  private final Duration ttl;
  private final TimedCache<URI, PageText> cache;

  PageReader(PageFetcher fetcher, RetrievalLimits limits, Duration ttl, InstantSource clock) {
    this.fetcher = fetcher;
    this.limits = limits;
    this.ttl = ttl;
    this.cache = new TimedCache<>(CACHED, clock);
  }

  /// Waits for the last page, but never beyond the limit: late pages are given up.
  Reading read(List<URI> addresses) throws InterruptedException {
    List<Callable<PageText>> tasks = new ArrayList<>();
    for (URI address : addresses) {
      tasks.add(() -> read(address));
    }
    // Not closed but shut down: closing would wait for a name that does not resolve.
    ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    try {
      return gather(
          addresses, readers.invokeAll(tasks, limits.pages().toNanos(), TimeUnit.NANOSECONDS));
    } finally {
      readers.shutdownNow();
    }
  }

  private PageText read(URI address) throws IOException {
    Optional<PageText> kept = cache.get(address);
    if (kept.isPresent()) {
      return kept.get();
    }
    PageText text = MainText.of(fetcher.fetch(address, limits.mostPageBytes()));
    cache.put(address, text, ttl);
    return text;
  }

  private Reading gather(List<URI> addresses, List<Future<PageText>> pages) {
    Map<URI, PageText> texts = new LinkedHashMap<>();
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < pages.size(); i++) {
      Future<PageText> page = pages.get(i);
      URI address = addresses.get(i);
      switch (page.state()) {
        case SUCCESS -> texts.put(address, page.resultNow());
        case FAILED -> failures.add(address.getHost() + ": " + page.exceptionNow().getMessage());
        case CANCELLED, RUNNING ->
            failures.add(
                "%s: not read within %d ms"
                    .formatted(address.getHost(), limits.pages().toMillis()));
      }
    }
    return new Reading(texts, failures);
  }
}
