/// Benchmarks: each compares in one run and prints the command that made its figures.
@NullMarked
package sarai.bench;

import org.jspecify.annotations.NullMarked;
