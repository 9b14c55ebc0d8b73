/// Tests of the llama engine over a fake and the real server.
@NullMarked
package sarai.engine.llama;

import org.jspecify.annotations.NullMarked;
