/// The contract of engines.
@NullMarked
package sarai.engine;

import org.jspecify.annotations.NullMarked;
