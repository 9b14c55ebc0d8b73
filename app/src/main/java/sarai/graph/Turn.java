package sarai.graph;

import org.jspecify.annotations.Nullable;
import sarai.agent.Answer;
import sarai.agent.Heard;
import sarai.chat.ChatRequest;
import sarai.chat.Role;
import sarai.emotion.Emotion;
import sarai.route.Classification;
import sarai.route.Mix;
import sarai.route.Route;
import sarai.route.RouteDecision;

/// The state of one run of the assistant's graph. Immutable; media is held by reference.
///
/// @param request as it came
/// @param inputs what kinds of input it holds
/// @param heard what was heard in its sounds; null when there are none or nobody listened
/// @param found what its words are and say; null before `classify`
/// @param mix the expert's weight; null before `mcp`
/// @param decision where it goes; null before `route`
/// @param answer what came of it; null before one of the `generate` nodes
/// @param run the run that it belongs to
record Turn(
    ChatRequest request,
    Inputs inputs,
    @Nullable Heard heard,
    @Nullable Found found,
    @Nullable Mix mix,
    @Nullable RouteDecision decision,
    @Nullable Answer answer,
    Run run) {
  /// What `classify` finds.
  ///
  /// @param emotion of the words and the voice; null when tone is off or a model was named
  /// @param fixed what is answered without any model; null when a model answers
  record Found(Classification classification, @Nullable Emotion emotion, @Nullable Fixed fixed) {}

  /// An answer that no model gives.
  ///
  /// @param why for people
  record Fixed(Route route, String text, String why) {}

  static Turn of(ChatRequest request, Run run) {
    return new Turn(request, Inputs.of(request), null, null, null, null, null, run);
  }

  Turn withHeard(Heard what) {
    return new Turn(request, inputs, what, found, mix, decision, answer, run);
  }

  Turn withFound(Found what) {
    return new Turn(request, inputs, heard, what, mix, decision, answer, run);
  }

  Turn withMix(Mix weighed) {
    return new Turn(request, inputs, heard, found, weighed, decision, answer, run);
  }

  Turn withDecision(RouteDecision made) {
    return new Turn(request, inputs, heard, found, mix, made, answer, run);
  }

  Turn withAnswer(Answer given) {
    return new Turn(request, inputs, heard, found, mix, decision, given, run);
  }

  /// The decision, once it was made.
  RouteDecision decided() {
    if (decision == null) {
      throw new IllegalStateException("nothing was decided yet");
    }
    return decision;
  }

  /// What is answered without any model; null when a model answers.
  @Nullable Fixed fixed() {
    return found == null ? null : found.fixed();
  }

  boolean isFixed() {
    return fixed() != null;
  }

  /// Whether the turn brings results of tools that a model asked for.
  boolean inToolLoop() {
    return !request.messages().isEmpty() && request.messages().getLast().role() == Role.TOOL;
  }

  boolean isForced() {
    return !request.model().equals(ChatRequest.ROUTED);
  }

  /// What is asked: the words that were written, then those that were said.
  String words() {
    String written = Words.written(request);
    String said = heard == null ? "" : heard.text();
    return written.isBlank() ? said : said.isBlank() ? written : written + "\n" + said;
  }
}
