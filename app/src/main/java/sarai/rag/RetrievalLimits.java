package sarai.rag;

import java.time.Duration;

/// What a question may cost before a model is asked.
///
/// @param pages time for all pages together
/// @param mostPageBytes of one page; its tree takes about ten times that in memory
public record RetrievalLimits(Duration pages, int mostPageBytes) {
  public static final RetrievalLimits STANDARD =
      new RetrievalLimits(Duration.ofSeconds(8), 1_000_000);
}
