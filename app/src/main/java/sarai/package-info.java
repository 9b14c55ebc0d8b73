/// SARAi: the composition root and the entry point.
@NullMarked
package sarai;

import org.jspecify.annotations.NullMarked;
