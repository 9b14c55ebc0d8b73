/// Speech recognition by Whisper, in a worker JVM of ours for each model: computed by ONNX Runtime,
/// or by whisper.cpp where that does not run.
@NullMarked
package sarai.engine.whisper;

import org.jspecify.annotations.NullMarked;
