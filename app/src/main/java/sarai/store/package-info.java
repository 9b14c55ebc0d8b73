/// Files that the program needs and does not write itself: the model catalogue, downloads,
/// checksums, the GGUF header reader, engine installs.
@NullMarked
package sarai.store;

import org.jspecify.annotations.NullMarked;
