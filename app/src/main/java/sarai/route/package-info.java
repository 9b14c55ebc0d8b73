/// The router: `classify` (three calibrated scores), `mcp` (alpha and beta) and the route policy,
/// with the labelled sentences it was trained on and the gate that new weights must pass.
@NullMarked
package sarai.route;

import org.jspecify.annotations.NullMarked;
