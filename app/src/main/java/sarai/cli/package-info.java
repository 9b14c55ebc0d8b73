/// The command line: one class for each command.
@NullMarked
package sarai.cli;

import org.jspecify.annotations.NullMarked;
