/// The configuration as typed records, its reader and the problems it reports.
@NullMarked
package sarai.config;

import org.jspecify.annotations.NullMarked;
