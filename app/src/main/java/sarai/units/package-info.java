/// Quantities with their unit in the type.
@NullMarked
package sarai.units;

import org.jspecify.annotations.NullMarked;
