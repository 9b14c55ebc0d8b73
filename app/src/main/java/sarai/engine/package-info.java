/// What runs a model: engines, running models, their capabilities and errors.
@NullMarked
package sarai.engine;

import org.jspecify.annotations.NullMarked;
