/// Runs GGUF models, each in a `llama-server` process of its own.
@NullMarked
package sarai.engine.llama;

import org.jspecify.annotations.NullMarked;
