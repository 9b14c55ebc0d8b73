package sarai.rag;

import java.util.List;

/// What a search gave.
///
/// @param hits best first, no address twice
/// @param unresponsive engines that did not answer and why, such as `google: timeout`
record SearchReply(List<Hit> hits, List<String> unresponsive) {
  SearchReply {
    hits = List.copyOf(hits);
    unresponsive = List.copyOf(unresponsive);
  }
}
