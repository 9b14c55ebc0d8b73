/// Files that the program needs and does not write itself. This package holds the vocabulary and
/// the GGUF header reader; `fetch` moves bytes, `model` keeps models, `program` installs engines.
/// Arrows: `model`, `program` → `fetch` → here.
@NullMarked
package sarai.store;

import org.jspecify.annotations.NullMarked;
