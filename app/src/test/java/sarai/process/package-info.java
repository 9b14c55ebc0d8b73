/// Tests with real processes.
@NullMarked
package sarai.process;

import org.jspecify.annotations.NullMarked;
