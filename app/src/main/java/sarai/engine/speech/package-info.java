/// From sounds of any length to transcripts, with whatever speech models there are.
@NullMarked
package sarai.engine.speech;

import org.jspecify.annotations.NullMarked;
