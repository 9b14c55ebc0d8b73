/// Answers about pictures and clips that were given before.
@NullMarked
package sarai.cache;

import org.jspecify.annotations.NullMarked;
