/// Sound, pictures and clips, from whatever bytes arrive to what models take.
@NullMarked
package sarai.media;

import org.jspecify.annotations.NullMarked;
