/// The flow of a request: a small typed graph, and the assistant's own graph with the names of the
/// mission.
@NullMarked
package sarai.graph;

import org.jspecify.annotations.NullMarked;
