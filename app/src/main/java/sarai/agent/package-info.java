/// Who answers: one agent for each kind of request, each with its model, its fallbacks and what it
/// sends.
@NullMarked
package sarai.agent;

import org.jspecify.annotations.NullMarked;
