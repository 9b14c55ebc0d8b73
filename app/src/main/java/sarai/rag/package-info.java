/// Retrieval from the web: search through SearXNG, pages read in parallel, passages ranked by BM25,
/// a prompt with numbered sources, and an answer whose `[n]` marks lead to them. Text from the web
/// is data: it is cleaned, fenced, and never obeyed.
///
/// [Retriever] finds, [Grounding] says what a model is told, [CitedAnswer] watches what it says.
/// How pages travel is the caller's business: see [PageFetcher].
@NullMarked
package sarai.rag;

import org.jspecify.annotations.NullMarked;
