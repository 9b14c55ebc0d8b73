package sarai.rag;

import java.util.List;

/// What the web has on a question.
///
/// @param sources numbered from 1, the one with the best passage first; empty when nothing found is
///   to the point
/// @param problems engines that did not answer and pages that could not be read, each with its
///   reason
public record Findings(Tongue tongue, List<Source> sources, List<String> problems) {
  public Findings {
    sources = List.copyOf(sources);
    problems = List.copyOf(problems);
  }
}
