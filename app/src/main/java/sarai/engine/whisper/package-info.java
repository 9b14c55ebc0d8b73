/// Speech recognition by whisper.cpp, in a worker JVM of ours for each model.
@NullMarked
package sarai.engine.whisper;

import org.jspecify.annotations.NullMarked;
