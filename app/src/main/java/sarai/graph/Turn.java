package sarai.graph;

import org.jspecify.annotations.Nullable;
import sarai.agent.Answer;
import sarai.chat.ChatRequest;

/// The state of one run of the assistant's graph. Immutable; media is held by reference.
///
/// @param request as it came, then with the transcript in place of the sound
/// @param inputs what kinds of input it holds
/// @param decision where it goes; null before `route`
/// @param answer what came of it; null before one of the `generate` nodes
/// @param run the run that it belongs to
record Turn(
    ChatRequest request,
    Inputs inputs,
    @Nullable Decision decision,
    @Nullable Answer answer,
    Run run) {

  Turn withInputs(Inputs found) {
    return new Turn(request, found, decision, answer, run);
  }

  Turn withDecision(Decision made) {
    return new Turn(request, inputs, made, answer, run);
  }

  Turn withAnswer(Answer given) {
    return new Turn(request, inputs, decision, given, run);
  }

  /// The decision, once it was made.
  Decision decided() {
    if (decision == null) {
      throw new IllegalStateException("nothing was decided yet");
    }
    return decision;
  }
}
