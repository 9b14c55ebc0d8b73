/// Tests of the whole.
@NullMarked
package sarai;

import org.jspecify.annotations.NullMarked;
