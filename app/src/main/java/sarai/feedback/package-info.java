/// Run records and ratings: kept, shown, exported, purged.
@NullMarked
package sarai.feedback;

import org.jspecify.annotations.NullMarked;
