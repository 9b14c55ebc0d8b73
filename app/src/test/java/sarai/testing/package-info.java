/// Fakes, and ways to find the real thing, for tests of every package.
@NullMarked
package sarai.testing;

import org.jspecify.annotations.NullMarked;
