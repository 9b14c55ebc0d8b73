/// Models behind an HTTP address: OpenAI's and Ollama's chat protocols.
@NullMarked
package sarai.engine.remote;

import org.jspecify.annotations.NullMarked;
