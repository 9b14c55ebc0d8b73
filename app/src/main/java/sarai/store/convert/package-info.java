/// Repacks model files that come in another program's format into one that our engines read.
@NullMarked
package sarai.store.convert;

import org.jspecify.annotations.NullMarked;
