/// Finding and installing the programs that run models and read media.
@NullMarked
package sarai.store.program;

import org.jspecify.annotations.NullMarked;
