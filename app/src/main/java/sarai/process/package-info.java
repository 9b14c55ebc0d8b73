/// Child processes: starting, watching, measuring and ending them, so that none outlives us. Knows
/// nothing of models.
@NullMarked
package sarai.process;

import org.jspecify.annotations.NullMarked;
